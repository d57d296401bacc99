package io.tidings.files;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Sweeps a store from time to time, on a thread of its own. */
final class Sweeper implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(Sweeper.class.getName());

  private static final long SHORTEST = 1_000;
  private static final long LONGEST = 300_000;

  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(Sweeper::thread);
  private final FileStore store;

  /**
   * @param ttl milliseconds that files live; an expired one is found no more at once, and lies
   *     there for a tenth of that, 5 minutes at most
   */
  Sweeper(FileStore store, long ttl) {
    this.store = store;
    long pause = Math.max(SHORTEST, Math.min(LONGEST, ttl / 10));
    executor.scheduleWithFixedDelay(this::sweep, pause, pause, TimeUnit.MILLISECONDS);
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "tidings-files");
    thread.setDaemon(true);
    return thread;
  }

  private void sweep() {
    try {
      store.sweep();
    } catch (IOException | RuntimeException e) {
      LOG.log(Level.WARNING, "Cannot look for files that have expired", e);
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
