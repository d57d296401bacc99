package io.tidings.broadcast;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Who is connected and who is in which room, over all instances.
 *
 * <p>An instance writes down what happens to its own sockets; the writes return at once and keep
 * their order, and a read sees the writes that this instance made before it. Reads cost one round
 * trip, and a page of a list no more than it has items. What an instance wrote vanishes soon after
 * its lease. The room that each socket has for its own id is not written.
 */
public interface Presence {

  void connected(SocketRecord socket);

  void disconnected(String namespace, String socketId);

  void joined(String namespace, String socketId, String room);

  void left(String namespace, String socketId, String room);

  /** More than any list has. */
  int ALL = Integer.MAX_VALUE;

  /** The order of lists: that of the code points of their names, which is that of their UTF-8. */
  Comparator<String> ORDER =
      (one, other) -> {
        int length = Math.min(one.length(), other.length());
        for (int i = 0; i < length; i++) {
          if (one.charAt(i) != other.charAt(i)) {
            return Integer.compare(rank(one.charAt(i)), rank(other.charAt(i)));
          }
        }
        return Integer.compare(one.length(), other.length());
      };

  /** Surrogates stand for code points above all others. */
  private static int rank(char unit) {
    return Character.isSurrogate(unit) ? unit + (1 << Character.SIZE) : unit;
  }

  /**
   * Members by room, of the rooms of a namespace that have any, in {@link #ORDER}.
   *
   * @param after behind which room to begin; "" for the first
   * @param limit rooms at most, 1 or more
   */
  CompletionStage<Map<String, Integer>> rooms(String namespace, String after, int limit);

  default CompletionStage<Map<String, Integer>> rooms(String namespace) {
    return rooms(namespace, "", ALL);
  }

  CompletionStage<Integer> members(String namespace, String room);

  /**
   * The sockets of a namespace that are in a room, or all of them, by their ids, in {@link #ORDER}.
   *
   * @param after behind which id to begin; "" for the first
   * @param limit sockets at most, 1 or more
   */
  CompletionStage<List<SocketRecord>> sockets(
      String namespace, Optional<String> room, String after, int limit);

  default CompletionStage<List<SocketRecord>> sockets(String namespace, Optional<String> room) {
    return sockets(namespace, room, "", ALL);
  }

  CompletionStage<Optional<SocketRecord>> socket(String socketId);
}
