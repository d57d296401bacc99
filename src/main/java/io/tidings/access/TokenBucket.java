package io.tidings.access;

/** Admits so many a second, and a burst at once after a silence. For one thread at a time. */
final class TokenBucket {

  private static final long SECOND = 1000;

  private final long perSecond;
  private final long burst;

  /** In thousandths, so that each millisecond fills it by a whole number. */
  private long level;

  private long last;

  /**
   * @param burst how many are admitted at once
   * @param now milliseconds, of any clock that goes forward only
   */
  TokenBucket(long perSecond, long burst, long now) {
    this.perSecond = perSecond;
    this.burst = burst;
    this.level = burst * SECOND;
    this.last = now;
  }

  boolean take(long now) {
    // No more than fills it, which also keeps the product in bounds.
    long passed = Math.min(Math.max(0, now - last), SECOND * burst / perSecond + 1);
    last = now;
    level = Math.min(burst * SECOND, level + passed * perSecond);
    if (level < SECOND) {
      return false;
    }
    level -= SECOND;
    return true;
  }
}
