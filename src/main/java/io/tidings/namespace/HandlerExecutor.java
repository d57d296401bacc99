package io.tidings.namespace;

import io.tidings.engine.Workload;
import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Where handlers may block: virtual threads where the JVM has them (21 and later), else a bounded
 * pool. Not a managed executor: on Payara each submit to one costs 100 µs.
 */
final class HandlerExecutor implements Executor, Workload, AutoCloseable {

  private static final Logger LOG = Logger.getLogger(HandlerExecutor.class.getName());

  private final Executor threads;
  private final Runnable end;
  private final ApplicationThreads maker;
  private final AtomicInteger running = new AtomicInteger();
  private final LongAdder done = new LongAdder();
  private final ClassLoader loader = Thread.currentThread().getContextClassLoader();

  /**
   * @param maxThreads of the pool, where there are no virtual threads
   * @param factory for the pool, of threads that know the application's context
   */
  HandlerExecutor(int maxThreads, ThreadFactory factory) {
    maker = new ApplicationThreads(factory);
    ExecutorService virtual = virtualThreads();
    if (virtual != null) {
      threads = virtual;
      end = virtual::shutdown;
    } else {
      HandlerPool pool = new HandlerPool(maxThreads, maker);
      threads = pool;
      end = pool::close;
    }
  }

  private static ExecutorService virtualThreads() {
    try {
      return (ExecutorService)
          Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
      return null;
    }
  }

  @Override
  public void execute(Runnable task) {
    running.incrementAndGet();
    try {
      threads.execute(() -> run(task));
    } catch (RejectedExecutionException e) {
      running.decrementAndGet();
      LOG.log(Level.FINE, "The instance stops; a handler was not called", e);
    }
  }

  private void run(Runnable task) {
    Thread.currentThread().setContextClassLoader(loader);
    try {
      task.run();
    } finally {
      running.decrementAndGet();
      done.increment();
    }
  }

  /** Runs a task that is nobody's work. */
  void probe(Runnable task) {
    threads.execute(task);
  }

  /** How many tasks have been run. */
  long done() {
    return done.sum();
  }

  @Override
  public int running() {
    return running.get();
  }

  @Override
  public void close() {
    end.run();
    maker.close();
  }
}
