package io.tidings.handler;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Logs failures that clients can provoke at will: one a second with its stack trace, and how many
 * more there were with the next.
 */
final class RareLog {

  private static final long INTERVAL = TimeUnit.SECONDS.toNanos(1);

  private final Logger log;
  private final AtomicLong last = new AtomicLong(System.nanoTime() - INTERVAL);
  private final AtomicLong unlogged = new AtomicLong();

  RareLog(Logger log) {
    this.log = log;
  }

  void log(String message, Throwable failure) {
    long now = System.nanoTime();
    long before = last.get();
    if (now - before < INTERVAL || !last.compareAndSet(before, now)) {
      unlogged.incrementAndGet();
      return;
    }
    long more = unlogged.getAndSet(0);
    String others = more == 0 ? "" : " (and " + more + " others before it, not logged)";
    log.log(Level.WARNING, message + others, failure);
  }
}
