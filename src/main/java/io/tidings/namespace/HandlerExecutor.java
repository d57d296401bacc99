package io.tidings.namespace;

import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Where handlers may block: virtual threads where the JVM has them (21 and later), else a bounded
 * pool. Not a managed executor: on Payara each submit to one costs 100 µs.
 */
final class HandlerExecutor implements Executor, AutoCloseable {

  private static final Logger LOG = Logger.getLogger(HandlerExecutor.class.getName());
  private static final long IDLE_SECONDS = 30;

  private final ExecutorService threads;
  private final ApplicationThreads maker;
  private final ClassLoader loader = Thread.currentThread().getContextClassLoader();

  /**
   * @param maxThreads of the pool, where there are no virtual threads
   * @param factory for the pool, of threads that know the application's context
   */
  HandlerExecutor(int maxThreads, ThreadFactory factory) {
    ExecutorService virtual = virtualThreads();
    maker = new ApplicationThreads(factory);
    threads = virtual == null ? pool(maxThreads, maker) : virtual;
  }

  private static ExecutorService virtualThreads() {
    try {
      return (ExecutorService)
          Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
      return null;
    }
  }

  private static ExecutorService pool(int maxThreads, ThreadFactory factory) {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            maxThreads,
            maxThreads,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            factory);
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  @Override
  public void execute(Runnable task) {
    try {
      threads.execute(() -> run(task));
    } catch (RejectedExecutionException e) {
      LOG.log(Level.FINE, "The instance stops; a handler was not called", e);
    }
  }

  private void run(Runnable task) {
    Thread.currentThread().setContextClassLoader(loader);
    task.run();
  }

  @Override
  public void close() {
    threads.shutdown();
    maker.close();
  }
}
