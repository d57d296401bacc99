package io.tidings.cluster;

import java.lang.System.Logger.Level;

/**
 * Whether Redis is away, judged by the broadcasts that wait for it: it is when it has taken none of
 * them for a second. A healthy one takes a batch within milliseconds, and a slow disk or a busy
 * machine rarely needs more than some hundred; people who talk to each other begin to wonder after
 * about a second.
 */
final class Absence {

  static final long PATIENCE = 1_000;

  private static final System.Logger LOG = System.getLogger(Absence.class.getName());

  private final Scheduler scheduler;
  private final Runnable began;
  private long waiting;
  private long since;
  private boolean watching;
  private volatile boolean away;

  /**
   * @param began called each time Redis is found to be away
   */
  Absence(Scheduler scheduler, Runnable began) {
    this.scheduler = scheduler;
    this.began = began;
  }

  boolean isAway() {
    return away;
  }

  /** A broadcast waits. */
  synchronized void waits() {
    if (waiting == 0) {
      since = scheduler.millis();
    }
    waiting++;
    watch(PATIENCE);
  }

  /** Redis has taken some. */
  synchronized void took(int count) {
    waiting -= count;
    since = scheduler.millis();
    if (away) {
      away = false;
      LOG.log(Level.INFO, "Redis takes broadcasts again");
    }
    if (waiting > 0) {
      watch(PATIENCE);
    }
  }

  private void watch(long millis) {
    if (!watching && !away) {
      watching = true;
      scheduler.after(millis, this::look);
    }
  }

  private void look() {
    if (isOver()) {
      began.run();
    }
  }

  private synchronized boolean isOver() {
    watching = false;
    long left = since + PATIENCE - scheduler.millis();
    if (waiting == 0) {
      return false;
    }
    if (left > 0) {
      watch(left);
      return false;
    }
    away = true;
    LOG.log(
        Level.WARNING,
        "Redis takes no broadcasts: until it does, they reach the clients of this instance alone");
    return true;
  }
}
