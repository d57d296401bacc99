package io.tidings.access;

import io.tidings.broadcast.ClusterClock;
import io.tidings.config.AccessConfig;
import io.tidings.config.LimitsConfig;
import io.tidings.config.MemoryConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Builds what says who may do how much, and hands it to CDI. */
@ApplicationScoped
class AccessProducer {

  @Produces
  @Singleton
  RefusalCounts refusals() {
    return new RefusalCounts();
  }

  @Produces
  @Singleton
  Limits limits(LimitsConfig config, RefusalCounts refusals) {
    return new Limits(config, refusals);
  }

  /** One thread closes accounts, and is there while there are some to close. */
  private final ThreadPoolExecutor closer =
      new ThreadPoolExecutor(
          1,
          1,
          1,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          task -> {
            Thread thread = new Thread(task, "tidings-memory-budget");
            thread.setDaemon(true);
            return thread;
          });

  @Produces
  @Singleton
  MemoryBudget budget(MemoryConfig config, RefusalCounts refusals) {
    closer.allowCoreThreadTimeOut(true);
    return new MemoryBudget(config.budget(), refusals, closer);
  }

  void close(@Disposes MemoryBudget budget) {
    closer.shutdown();
  }

  @Produces
  @Singleton
  Gate gate(AccessConfig config, RefusalCounts refusals, ClusterClock clock) {
    return new Gate(config, refusals, clock);
  }
}
