package io.tidings.namespace;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Threads for handlers that may block. A few serve those that are quick. For each task that takes
 * its time there may be one more, so that those who block keep nobody else waiting, up to a bound;
 * tasks that merely are many make no more threads, which would only take turns.
 */
final class HandlerPool implements Executor, AutoCloseable {

  /** For tasks that are quick. */
  static final int QUICK = 32;

  /** A task that runs for longer than this is one that blocks. */
  private static final long LONG = TimeUnit.MILLISECONDS.toNanos(100);

  private static final long PAUSE_MILLIS = 50;
  private static final long IDLE_SECONDS = 30;

  private final ThreadPoolExecutor pool;
  private final int quick;
  private final int most;
  private final Set<Running> running = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean watched = new AtomicBoolean();

  /** A task at work; each is itself only. */
  private static final class Running {
    private final long since = System.nanoTime();
  }

  /**
   * @param most threads at once
   */
  HandlerPool(int most, ThreadFactory factory) {
    this.most = most;
    quick = Math.min(most, QUICK);
    pool =
        new ThreadPoolExecutor(
            quick, quick, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory);
    pool.allowCoreThreadTimeOut(true);
  }

  /**
   * @throws java.util.concurrent.RejectedExecutionException when it is closed
   */
  @Override
  public void execute(Runnable task) {
    pool.execute(() -> run(task));
    if (mustBeWatched() && watched.compareAndSet(false, true)) {
      watch();
    }
  }

  private void run(Runnable task) {
    Running at = new Running();
    running.add(at);
    try {
      task.run();
    } finally {
      running.remove(at);
    }
  }

  /** Whether tasks wait, or there are more threads than there should be in quiet times. */
  private boolean mustBeWatched() {
    return !pool.isShutdown()
        && (pool.getCorePoolSize() > quick || (quick < most && !pool.getQueue().isEmpty()));
  }

  /** On a thread of its own, which ends when there is nothing to be seen to. */
  private void watch() {
    Thread thread = new Thread(this::keepWatch, "tidings-handler-watch");
    thread.setDaemon(true);
    thread.start();
  }

  private void keepWatch() {
    try {
      do {
        while (mustBeWatched()) {
          Thread.sleep(PAUSE_MILLIS);
          fit();
        }
        watched.set(false);
        // What came in between found this watching still.
      } while (mustBeWatched() && watched.compareAndSet(false, true));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void fit() {
    long now = System.nanoTime();
    int blocked = (int) running.stream().filter(task -> now - task.since > LONG).count();
    int size = Math.min(most, quick + blocked);
    if (size > pool.getCorePoolSize()) {
      pool.setMaximumPoolSize(size);
      pool.setCorePoolSize(size);
    } else if (size < pool.getCorePoolSize()) {
      pool.setCorePoolSize(size);
      pool.setMaximumPoolSize(size);
    }
  }

  /** Threads that it has. */
  int size() {
    return pool.getPoolSize();
  }

  @Override
  public void close() {
    pool.shutdown();
  }
}
