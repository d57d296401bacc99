package io.tidings.broadcast;

import java.time.Instant;
import java.util.Set;

/**
 * What the cluster knows of a socket.
 *
 * @param id the public socket id
 * @param namespace its namespace's name
 * @param instance the id of the instance that holds it
 * @param address the client's address
 * @param since when it connected
 * @param rooms the rooms that it is in, without the one of its own id
 */
public record SocketRecord(
    String id,
    String namespace,
    String instance,
    String address,
    Instant since,
    Set<String> rooms) {

  /** Copies the rooms. */
  public SocketRecord {
    rooms = Set.copyOf(rooms);
  }
}
