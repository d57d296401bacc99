package io.tidings.engine;

import java.util.Optional;

/** The transports of Engine.IO v4 that are served. */
public enum TransportName {
  POLLING("polling"),
  WEBSOCKET("websocket");

  private final String wireName;

  TransportName(String wireName) {
    this.wireName = wireName;
  }

  /** The name in URLs, in {@code upgrades} and in the configuration. */
  public String wireName() {
    return wireName;
  }

  public static Optional<TransportName> of(String wireName) {
    for (TransportName name : values()) {
      if (name.wireName.equals(wireName)) {
        return Optional.of(name);
      }
    }
    return Optional.empty();
  }
}
