package io.tidings.observe;

import io.tidings.config.LogConfig;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * Limits what the handlers of the root logger write, for as long as the application is there. What
 * threads of the server die of is logged, too, where Java would print a page of it past the log: a
 * client that leaves in the middle of a body can cause that.
 */
@ApplicationScoped
class LogLimits {

  private static final Logger LOG = Logger.getLogger(LogLimits.class.getName());

  private final Thread.UncaughtExceptionHandler uncaught =
      (thread, thrown) ->
          LOG.log(Level.WARNING, thrown, () -> "Uncaught in thread " + thread.getName());

  private List<LogLimit> limits = List.of();
  private ScheduledExecutorService clock;

  void install(@Observes @Initialized(ApplicationScoped.class) Object start, LogConfig config) {
    if (config.linesPerMinute() == 0) {
      return;
    }
    limits =
        Stream.of(Logger.getLogger("").getHandlers())
            .map(handler -> LogLimit.of(handler, config.linesPerMinute()))
            .toList();
    limits.forEach(LogLimit::install);
    if (Thread.getDefaultUncaughtExceptionHandler() == null) {
      Thread.setDefaultUncaughtExceptionHandler(uncaught);
    }
    clock = Executors.newSingleThreadScheduledExecutor(LogLimits::thread);
    // Also when nothing more comes, what was suppressed is told.
    clock.scheduleWithFixedDelay(
        () -> limits.forEach(LogLimit::tick),
        LogLimit.INTERVAL,
        LogLimit.INTERVAL,
        TimeUnit.MILLISECONDS);
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "tidings-log");
    thread.setDaemon(true);
    return thread;
  }

  @PreDestroy
  void remove() {
    if (clock != null) {
      clock.shutdownNow();
    }
    limits.forEach(LogLimit::remove);
    if (Thread.getDefaultUncaughtExceptionHandler() == uncaught) {
      Thread.setDefaultUncaughtExceptionHandler(null);
    }
  }
}
