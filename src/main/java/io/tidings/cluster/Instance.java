package io.tidings.cluster;

import java.time.Instant;

/**
 * A running instance, as the registry shows it.
 *
 * @param id fixed length, the prefix of the session ids that it hands out
 * @param address where it listens, {@code host:port}
 * @param connections open Engine.IO sessions, when it last renewed its lease
 */
public record Instance(String id, String address, Instant since, int connections, String version) {

  /** The same instance with another number of connections. */
  Instance with(int connections) {
    return new Instance(id, address, since, connections, version);
  }
}
