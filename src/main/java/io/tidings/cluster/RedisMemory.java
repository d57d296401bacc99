package io.tidings.cluster;

import java.lang.System.Logger.Level;

/**
 * Whether Redis has memory enough, as heartbeats tell: whether it is full, so that it refuses what
 * is to be remembered, or evicts keys to make room. Logs what it finds once a minute.
 */
final class RedisMemory {

  private static final System.Logger LOG = System.getLogger(RedisMemory.class.getName());

  private static final long LOG_INTERVAL = 60_000;

  /** After an eviction everything is written anew, not more often than this, in milliseconds. */
  private static final long REPAIR_INTERVAL = 10_000;

  private final Scheduler scheduler;
  private long evicted = -1;
  private boolean torn;
  private String trouble = "";
  private long nextLog = Long.MIN_VALUE;
  private long nextRepair = Long.MIN_VALUE;

  RedisMemory(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  /**
   * What Redis says of itself; zeros where it does not say.
   *
   * @param evictedKeys since its start
   * @param used bytes
   * @param max bytes that it may use; 0 for as many as there are
   * @return whether Redis may have evicted keys of ours that are to be written again
   */
  synchronized boolean seen(long evictedKeys, long used, long max) {
    long now = scheduler.millis();
    boolean evicts = evicted >= 0 && evictedKeys > evicted;
    evicted = evictedKeys;
    torn |= evicts;
    if (evicts) {
      trouble(
          now,
          "Redis evicts keys to make room (maxmemory "
              + max
              + "): clients may be unable to recover, and what was done may be done again. It needs"
              + " more memory, and maxmemory-policy noeviction");
    } else if (max > 0 && used > max) {
      trouble(
          now,
          "Redis is full ("
              + used
              + " bytes, maxmemory "
              + max
              + "): events reach their receivers, but are not remembered for clients that come back");
    } else if (!trouble.isEmpty()) {
      trouble = "";
      LOG.log(Level.INFO, "Redis has memory enough again");
    }
    if (!torn || now < nextRepair) {
      return false;
    }
    torn = false;
    nextRepair = now + REPAIR_INTERVAL;
    return true;
  }

  private void trouble(long now, String what) {
    trouble = what;
    if (now >= nextLog) {
      nextLog = now + LOG_INTERVAL;
      LOG.log(Level.WARNING, what);
    }
  }

  /** For a person to read; empty when all is well. */
  synchronized String detail() {
    return trouble;
  }
}
