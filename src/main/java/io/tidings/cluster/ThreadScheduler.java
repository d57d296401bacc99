package io.tidings.cluster;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A scheduler of a running instance: one daemon thread of its own. The container's managed
 * executors are not for this: each submit costs them a scan of the class path.
 */
final class ThreadScheduler implements Scheduler, AutoCloseable {

  private final ScheduledThreadPoolExecutor executor;

  ThreadScheduler() {
    this("tidings-cluster");
  }

  /**
   * @param name of its thread
   */
  ThreadScheduler(String name) {
    executor = new ScheduledThreadPoolExecutor(1, task -> thread(name, task));
  }

  private static Thread thread(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public long millis() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }

  @Override
  public void after(long millis, Runnable task) {
    try {
      executor.schedule(task, millis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      // Closed: what was to happen later no longer matters.
      assert executor.isShutdown();
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
