package io.tidings.drain;

import io.tidings.config.DrainConfig;
import io.tidings.engine.Engine;
import io.tidings.engine.SessionMoves;
import io.tidings.engine.Timer;
import io.tidings.engine.Workload;
import io.tidings.transport.Doorway;
import io.tidings.transport.EventStreams;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Drains this instance when it is sent SIGTERM, and lets the server stop afterwards. A second
 * SIGTERM makes it hurry.
 */
@ApplicationScoped
class DrainOnTerm {

  private static final System.Logger LOG = System.getLogger(DrainOnTerm.class.getName());

  /** Milliseconds by which the drain may be late before the server stops regardless. */
  private static final long LATE = 2_000;

  @Inject private Engine engine;
  @Inject private SessionMoves moves;
  @Inject private Workload workload;
  @Inject private DrainConfig config;
  @Inject private Timer timer;
  @Inject private Doorway doorway;
  @Inject private EventStreams streams;

  private final AtomicBoolean begun = new AtomicBoolean();
  private Drain drain;
  private StreamsDrain streamsDrain;
  private TermSignal signal;

  void start(@Observes @Initialized(ApplicationScoped.class) Object application) {
    drain = new Drain(engine, moves, workload, config, timer, new Random());
    streamsDrain = new StreamsDrain(streams, config, timer, new Random());
    signal = TermSignal.take(this::term);
  }

  @PreDestroy
  void stop() {
    if (signal != null) {
      signal.close();
    }
  }

  private boolean term() {
    if (!begun.compareAndSet(false, true)) {
      LOG.log(Level.INFO, "Leaving in a hurry");
      drain.hurry();
      streamsDrain.hurry();
      return false;
    }
    try {
      leave();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException | RuntimeException e) {
      LOG.log(Level.WARNING, "The drain failed; the server stops", e);
    }
    return true;
  }

  private void leave() throws InterruptedException, ExecutionException, TimeoutException {
    long began = timer.millis();
    LOG.log(
        Level.INFO, "Leaving: {0} connections, {1} event streams", engine.count(), streams.count());
    var over = drain.begin().thenCombine(streamsDrain.begin(), (outcome, ended) -> outcome);
    doorway.narrow();
    Drain.Outcome outcome =
        over.toCompletableFuture()
            .get(config.time() + config.grace() + LATE, TimeUnit.MILLISECONDS);
    doorway.close();
    LOG.log(
        Level.INFO,
        "Left after {0} ms: {1} connections, {2} cut, {3} handlers not done",
        timer.millis() - began,
        outcome.sessions(),
        outcome.cut(),
        outcome.handlers());
  }
}
