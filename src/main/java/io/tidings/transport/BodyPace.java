package io.tidings.transport;

import io.tidings.engine.Timer;
import jakarta.servlet.ServletRequest;
import java.util.Optional;

/**
 * How slowly a body may come: 20 seconds, and one more for each 500 bytes that are there. No phone
 * on a poor network is that slow for long; who is would otherwise keep its connection, and what was
 * read of its body, for as long as it likes.
 */
final class BodyPace {

  /** Milliseconds that any body may take. */
  static final long PATIENCE = 20_000;

  private static final long BYTES_PER_SECOND = 500;

  /** Milliseconds in which a client may take the answer that it was too slow. */
  private static final long LAST_WORD = 1_000;

  private BodyPace() {}

  /**
   * What ends the connection of a request, as soon as its client may have read why. Without it the
   * server would go on reading the body that nobody wants, as slowly as it comes.
   */
  static Runnable ending(ServletRequest request, Timer timer) {
    Optional<Object> connection = GrizzlyConnections.lookUp(request);
    return () ->
        connection.ifPresent(
            known -> timer.schedule(LAST_WORD, () -> GrizzlyConnections.cut(known)));
  }

  /** Milliseconds after its head at which a body with so many bytes so far is too slow. */
  static long allowed(long bytes) {
    return PATIENCE + bytes * 1000 / BYTES_PER_SECOND;
  }
}
