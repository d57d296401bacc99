package io.tidings.namespace;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Which sockets of this instance are in which room of a namespace. */
final class Rooms {

  private static final Socket[] NONE = {};

  private final Map<String, Members> rooms = new ConcurrentHashMap<>();

  void join(String room, Socket socket) {
    rooms.compute(
        room,
        (name, members) -> {
          Members joined = members == null ? new Members() : members;
          joined.add(socket);
          return joined;
        });
  }

  void leave(String room, Socket socket) {
    rooms.computeIfPresent(
        room,
        (name, members) -> {
          members.remove(socket);
          return members.isEmpty() ? null : members;
        });
  }

  boolean contains(String room) {
    return rooms.containsKey(room);
  }

  Socket[] members(String room) {
    Members members = rooms.get(room);
    return members == null ? NONE : members.all();
  }
}
