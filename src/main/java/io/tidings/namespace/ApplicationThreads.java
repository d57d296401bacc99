package io.tidings.namespace;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;

/**
 * Makes threads that know the application's context, whoever wants one.
 *
 * <p>On Payara a managed thread gets the context of the one that makes it. When that happens to
 * serve a request of another web module, such as the one for {@code /health}, the new thread finds
 * this module "disabled" and dies with the task that it was made for. So all are made by one
 * thread, which was made while the application was deployed.
 */
final class ApplicationThreads implements ThreadFactory, AutoCloseable {

  private final ThreadFactory managed;
  private final ExecutorService maker;

  ApplicationThreads(ThreadFactory managed) {
    this.managed = managed;
    maker = Executors.newSingleThreadExecutor(managed);
    // Its thread is made with the first task.
    maker.execute(() -> {});
  }

  /**
   * @throws java.util.concurrent.RejectedExecutionException when the application stops
   */
  @Override
  public Thread newThread(Runnable task) {
    return CompletableFuture.supplyAsync(() -> managed.newThread(task), maker).join();
  }

  @Override
  public void close() {
    maker.shutdown();
  }
}
