package io.tidings.namespace;

import io.tidings.broadcast.BroadcastId;
import io.tidings.broadcast.Selection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The rooms of one socket, each with the broadcast behind which it was joined. Used under the
 * socket's lock.
 */
final class SocketRooms {

  private final Map<String, BroadcastId> rooms = new HashMap<>(2);

  Set<String> names() {
    return rooms.keySet();
  }

  Map<String, BroadcastId> places() {
    return rooms;
  }

  boolean has(String room) {
    return rooms.containsKey(room);
  }

  void add(String room, BroadcastId behind) {
    rooms.put(room, behind);
  }

  /** It is known better now where a room was joined. */
  void joinedBehind(String room, BroadcastId place) {
    rooms.computeIfPresent(room, (name, before) -> place);
  }

  boolean remove(String room) {
    return rooms.remove(room) != null;
  }

  void replace(Map<String, BroadcastId> others) {
    rooms.clear();
    rooms.putAll(others);
  }

  boolean isInAny(String id, Set<String> any) {
    return !any.isEmpty() && (any.contains(id) || !Collections.disjoint(rooms.keySet(), any));
  }

  /** Whether a broadcast of before was for the socket of this id. */
  boolean wasSelected(String id, Selection selection, BroadcastId broadcast) {
    Set<String> to = selection.rooms();
    boolean meant = to.isEmpty() || wasInAny(id, to, broadcast);
    return meant && !wasInAny(id, selection.except(), broadcast);
  }

  private boolean wasInAny(String id, Set<String> any, BroadcastId broadcast) {
    return any.contains(id)
        || any.stream()
            .anyMatch(room -> rooms.containsKey(room) && rooms.get(room).compareTo(broadcast) < 0);
  }
}
