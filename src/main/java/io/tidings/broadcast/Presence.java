package io.tidings.broadcast;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Who is connected and who is in which room, over all instances.
 *
 * <p>An instance writes down what happens to its own sockets; the writes return at once and keep
 * their order, and a read sees the writes that this instance made before it. Reads cost one round
 * trip. What an instance wrote vanishes with its lease. The room that each socket has for its own
 * id is not written.
 */
public interface Presence {

  void connected(SocketRecord socket);

  void disconnected(String namespace, String socketId);

  void joined(String namespace, String socketId, String room);

  void left(String namespace, String socketId, String room);

  /** Members by room; only rooms that have any. */
  CompletionStage<Map<String, Integer>> rooms(String namespace);

  CompletionStage<Integer> members(String namespace, String room);

  /** The sockets of a namespace that are in a room, or all of them. */
  CompletionStage<List<SocketRecord>> sockets(String namespace, Optional<String> room);

  CompletionStage<Optional<SocketRecord>> socket(String socketId);
}
