package io.tidings.broadcast;

import io.tidings.packet.NameRules;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;

/**
 * Who receives a broadcast: the sockets of a namespace that are in any of {@code rooms} (all of
 * them when it is empty) and in none of {@code except}. Each socket is in the room of its own id.
 *
 * @param local only sockets of this instance
 * @param lossy the event may be dropped for a client that is slow (Socket.IO: volatile)
 */
public record Selection(Set<String> rooms, Set<String> except, boolean local, boolean lossy) {

  public static final Selection ALL = new Selection(Set.of(), Set.of(), false, false);

  public Selection {
    rooms = Set.copyOf(rooms);
    except = Set.copyOf(except);
  }

  /**
   * The same with more rooms.
   *
   * @throws IllegalArgumentException when a room cannot be named so
   */
  public Selection to(String... more) {
    return new Selection(with(rooms, more), except, local, lossy);
  }

  /**
   * The same without those in more rooms.
   *
   * @throws IllegalArgumentException when a room cannot be named so
   */
  public Selection without(String... more) {
    return new Selection(rooms, with(except, more), local, lossy);
  }

  public Selection onlyLocal() {
    return new Selection(rooms, except, true, lossy);
  }

  public Selection withLoss() {
    return new Selection(rooms, except, local, true);
  }

  /** Whether it includes a socket of its namespace. */
  public boolean includes(SocketRecord socket) {
    return (rooms.isEmpty() || isInAny(socket, rooms)) && !isInAny(socket, except);
  }

  /**
   * Whether it includes one who is in these rooms and is no socket: of what is for the sockets of
   * one instance it has nothing.
   */
  public boolean reaches(Set<String> in) {
    return !local
        && (rooms.isEmpty() || !Collections.disjoint(in, rooms))
        && Collections.disjoint(in, except);
  }

  private static boolean isInAny(SocketRecord socket, Set<String> any) {
    return any.contains(socket.id()) || !Collections.disjoint(socket.rooms(), any);
  }

  private static Set<String> with(Set<String> some, String... more) {
    Set<String> all = new HashSet<>(some);
    for (String room : more) {
      all.add(NameRules.room(room));
    }
    return all;
  }
}
