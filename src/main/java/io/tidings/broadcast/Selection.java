package io.tidings.broadcast;

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
}
