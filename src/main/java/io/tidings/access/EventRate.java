package io.tidings.access;

import java.util.function.LongSupplier;

/** How fast the events of one connection come. For one thread at a time. */
public final class EventRate {

  /** What is to become of an event. */
  public enum Verdict {
    ADMITTED,
    /** It comes too fast, and is not to be handled. */
    REFUSED,
    /** Its client takes no notice of being refused: the connection is to end. */
    HOPELESS
  }

  /** Who goes on for long so many times as fast as allowed takes no notice of refusals. */
  private static final int FAR_BEYOND = 2;

  /** Seconds' worth of allowed events that may come at once beyond that. */
  private static final int BURST = 10;

  private final LongSupplier clock;
  private final TokenBucket allowed;
  private final TokenBucket bearable;

  /**
   * @param perSecond events, at least 1
   * @param clock milliseconds
   */
  EventRate(int perSecond, LongSupplier clock) {
    this.clock = clock;
    long now = clock.getAsLong();
    allowed = new TokenBucket(perSecond, perSecond, now);
    bearable = new TokenBucket((long) perSecond * FAR_BEYOND, (long) perSecond * BURST, now);
  }

  /** An event has come. */
  public Verdict next() {
    long now = clock.getAsLong();
    if (!bearable.take(now)) {
      return Verdict.HOPELESS;
    }
    return allowed.take(now) ? Verdict.ADMITTED : Verdict.REFUSED;
  }
}
