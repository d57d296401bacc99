package io.tidings.access;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Counts what was refused, since clients can provoke it at will: the log is told of each kind once
 * a minute at most, with the number.
 */
public final class RefusalCounts {

  private static final Logger LOG = Logger.getLogger(RefusalCounts.class.getName());

  /** Milliseconds. */
  static final long INTERVAL = 60_000;

  private static final int KINDS = Limit.values().length;

  private final LongSupplier clock;
  private final AtomicLongArray counts = new AtomicLongArray(KINDS);
  private final AtomicLongArray logged = new AtomicLongArray(KINDS);
  private final AtomicLongArray nextLog = new AtomicLongArray(KINDS);

  /** By the system's clock. */
  public RefusalCounts() {
    this(() -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
  }

  /**
   * @param clock milliseconds
   */
  public RefusalCounts(LongSupplier clock) {
    this.clock = clock;
    for (int kind = 0; kind < KINDS; kind++) {
      nextLog.set(kind, clock.getAsLong());
    }
  }

  /** Somebody was refused something. */
  public void refused(Limit limit) {
    refused(limit, 1);
  }

  /** Something was refused so many times. */
  public void refused(Limit limit, long times) {
    int kind = limit.ordinal();
    long count = counts.addAndGet(kind, times);
    long now = clock.getAsLong();
    long due = nextLog.get(kind);
    if (now - due >= 0 && nextLog.compareAndSet(kind, due, now + INTERVAL)) {
      long fresh = count - logged.getAndSet(kind, count);
      log(fresh, limit);
    }
  }

  private static void log(long fresh, Limit limit) {
    LOG.log(Level.WARNING, "Refused {0} times: {1}", new Object[] {fresh, limit.text()});
  }

  /** How often since the instance started. */
  public long count(Limit limit) {
    return counts.get(limit.ordinal());
  }
}
