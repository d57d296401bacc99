package io.tidings.access;

/**
 * Admits so many a second, and as many at once after a second of silence. For one thread at a time.
 */
final class TokenBucket {

  private static final long SECOND = 1000;

  private final long perSecond;

  /** In thousandths, so that each millisecond fills it by a whole number. */
  private long level;

  private long last;

  /**
   * @param now milliseconds, of any clock that goes forward only
   */
  TokenBucket(long perSecond, long now) {
    this.perSecond = perSecond;
    this.level = perSecond * SECOND;
    this.last = now;
  }

  boolean take(long now) {
    long passed = Math.min(Math.max(0, now - last), SECOND);
    last = now;
    level = Math.min(perSecond * SECOND, level + passed * perSecond);
    if (level < SECOND) {
      return false;
    }
    level -= SECOND;
    return true;
  }
}
