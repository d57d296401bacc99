package io.tidings.namespace;

import io.tidings.engine.Timer;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Ends the sockets whose tokens have expired. It looks at all of them, since they come here in many
 * ways: by a connect, from another instance, back from a lost connection.
 */
final class Expiries {

  /** Milliseconds. */
  static final long INTERVAL = 1_000;

  private final Namespaces namespaces;
  private final Timer timer;
  private final InstantSource clock;

  /**
   * @param clock see {@link io.tidings.access.Gate#tokenClock}
   */
  Expiries(Namespaces namespaces, Timer timer, InstantSource clock) {
    this.namespaces = namespaces;
    this.timer = timer;
    this.clock = clock;
  }

  void start() {
    timer.schedule(INTERVAL, this::look);
  }

  private void look() {
    try {
      Instant now = clock.instant();
      namespaces.forEachSocket(
          socket -> {
            if (SocketRights.isOver(socket, now)) {
              socket.expired();
            }
          });
    } finally {
      start();
    }
  }
}
