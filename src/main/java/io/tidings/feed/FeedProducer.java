package io.tidings.feed;

import io.tidings.access.MemoryBudget;
import io.tidings.broadcast.History;
import io.tidings.broadcast.Readers;
import io.tidings.config.OutboxConfig;
import io.tidings.engine.Timer;
import io.tidings.namespace.EventHandlers;
import io.tidings.transport.StreamSource;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Builds what readers are served by. */
@ApplicationScoped
class FeedProducer {

  /** For what is read from the history and put into its form. */
  private static final int THREADS = 2;

  private final ExecutorService threads =
      new ThreadPoolExecutor(
          THREADS,
          THREADS,
          0,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          FeedProducer::thread,
          new ThreadPoolExecutor.DiscardPolicy());

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "tidings-history");
    thread.setDaemon(true);
    return thread;
  }

  @PreDestroy
  void stop() {
    threads.shutdown();
  }

  @Produces
  @Singleton
  PastEvents pastEvents(History history, Readers readers, MemoryBudget budget) {
    return new PastEvents(history, readers, budget, threads);
  }

  @Produces
  @Singleton
  @Typed({Feeds.class, StreamSource.class})
  Feeds feeds(
      Readers readers,
      History history,
      EventHandlers handlers,
      Timer timer,
      OutboxConfig limits,
      MemoryBudget budget) {
    Feeds feeds = new Feeds(readers, history, handlers, timer, limits.maxBytes(), budget, threads);
    feeds.start();
    return feeds;
  }

  void close(@Disposes Feeds feeds) {
    feeds.close();
  }
}
