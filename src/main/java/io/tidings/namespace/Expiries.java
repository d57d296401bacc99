package io.tidings.namespace;

import io.tidings.engine.Timer;
import java.time.Clock;
import java.time.Instant;

/**
 * Ends the sockets whose tokens have expired. It looks at all of them, since they come here in many
 * ways: by a connect, from another instance, back from a lost connection.
 */
final class Expiries {

  /** Milliseconds. */
  static final long INTERVAL = 1_000;

  private final Namespaces namespaces;
  private final Timer timer;
  private final Clock clock;

  Expiries(Namespaces namespaces, Timer timer, Clock clock) {
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
