package io.tidings.namespace;

import io.tidings.broadcast.Presence;
import io.tidings.broadcast.SocketRecord;
import io.tidings.cluster.InProcessPresence;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Presence, with something else that happens when it hears of a beginning or an end: once. */
final class HookedPresence implements Presence {

  private final Presence presence = new InProcessPresence();
  Runnable whenConnected = () -> {};
  Runnable whenDisconnected = () -> {};

  @Override
  public void connected(SocketRecord socket) {
    presence.connected(socket);
    Runnable hook = whenConnected;
    whenConnected = () -> {};
    hook.run();
  }

  @Override
  public void disconnected(String namespace, String socketId) {
    presence.disconnected(namespace, socketId);
    Runnable hook = whenDisconnected;
    whenDisconnected = () -> {};
    hook.run();
  }

  @Override
  public void joined(String namespace, String socketId, String room) {
    presence.joined(namespace, socketId, room);
  }

  @Override
  public void left(String namespace, String socketId, String room) {
    presence.left(namespace, socketId, room);
  }

  @Override
  public CompletionStage<Map<String, Integer>> rooms(String namespace, String after, int limit) {
    return presence.rooms(namespace, after, limit);
  }

  @Override
  public CompletionStage<Integer> members(String namespace, String room) {
    return presence.members(namespace, room);
  }

  @Override
  public CompletionStage<List<SocketRecord>> sockets(
      String namespace, Optional<String> room, String after, int limit) {
    return presence.sockets(namespace, room, after, limit);
  }

  @Override
  public CompletionStage<Optional<SocketRecord>> socket(String socketId) {
    return presence.socket(socketId);
  }
}
