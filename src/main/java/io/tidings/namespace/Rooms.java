package io.tidings.namespace;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Which sockets of this instance are in which room of a namespace. */
final class Rooms {

  private static final Socket[] NONE = {};

  private final Map<String, Members> rooms = new ConcurrentHashMap<>();

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
    return first[0];
  }

  /**
   * @return whether it was the last member
   */
  boolean leave(String room, Socket socket) {
    return rooms.computeIfPresent(
            room,
            (name, members) -> {
              members.remove(socket);
              return members.isEmpty() ? null : members;
            })
        == null;
  }

  boolean contains(String room) {
    return rooms.containsKey(room);
  }

  Socket[] members(String room) {
    Members members = rooms.get(room);
    return members == null ? NONE : members.all();
  }
}
