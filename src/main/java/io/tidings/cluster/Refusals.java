package io.tidings.cluster;

import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** Counts the broadcasts that found no room to wait, and logs the first of each run of them. */
final class Refusals {

  private static final System.Logger LOG = System.getLogger(Refusals.class.getName());

  private final AtomicLong count = new AtomicLong();
  private final AtomicBoolean running = new AtomicBoolean();

  PublishRefusedException next() {
    PublishRefusedException refusal = new PublishRefusedException();
    count.incrementAndGet();
    if (running.compareAndSet(false, true)) {
      LOG.log(Level.ERROR, refusal.getMessage());
    }
    return refusal;
  }

  void end() {
    if (running.get() && running.compareAndSet(true, false)) {
      LOG.log(Level.INFO, "Broadcasts are taken again; {0} were refused so far", count);
    }
  }

  long count() {
    return count.get();
  }
}
