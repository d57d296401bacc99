package io.tidings.transport;

/**
 * How slowly a body may come: 20 seconds, and one more for each 500 bytes that are there. No phone
 * on a poor network is that slow for long; who is would otherwise keep its connection, and what was
 * read of its body, for as long as it likes.
 */
final class BodyPace {

  /** Milliseconds that any body may take. */
  static final long PATIENCE = 20_000;

  private static final long BYTES_PER_SECOND = 500;

  private BodyPace() {}

  /** Milliseconds after its head at which a body with so many bytes so far is too slow. */
  static long allowed(long bytes) {
    return PATIENCE + bytes * 1000 / BYTES_PER_SECOND;
  }
}
