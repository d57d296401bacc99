package io.tidings.namespace;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Which sockets of this instance are in which room of a namespace. */
final class Rooms {

  private static final Socket[] NONE = {};

  private final Map<String, Members> rooms = new ConcurrentHashMap<>();
  private final AtomicInteger count;

  /**
   * @param count of the rooms of all namespaces
   */
  Rooms(AtomicInteger count) {
    this.count = count;
  }

  /**
   * @return whether it is the first member
   */
  boolean join(String room, Socket socket) {
    boolean[] first = {false};
    rooms.compute(
        room,
        (name, members) -> {
          first[0] = members == null;
          Members joined = members == null ? new Members() : members;
          joined.add(socket);
          return joined;
        });
    if (first[0]) {
      count.incrementAndGet();
    }
    return first[0];
  }

  /**
   * @return whether it was the last member
   */
  boolean leave(String room, Socket socket) {
    boolean[] last = {false};
    Members left =
        rooms.computeIfPresent(
            room,
            (name, members) -> {
              members.remove(socket);
              last[0] = members.isEmpty();
              return last[0] ? null : members;
            });
    if (last[0]) {
      count.decrementAndGet();
    }
    return left == null;
  }

  boolean contains(String room) {
    return rooms.containsKey(room);
  }

  Socket[] members(String room) {
    Members members = rooms.get(room);
    return members == null ? NONE : members.all();
  }
}
