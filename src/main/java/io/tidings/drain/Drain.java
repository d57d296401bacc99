package io.tidings.drain;

import io.tidings.config.DrainConfig;
import io.tidings.engine.CloseReason;
import io.tidings.engine.Engine;
import io.tidings.engine.Session;
import io.tidings.engine.SessionMoves;
import io.tidings.engine.Timer;
import io.tidings.engine.Workload;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Gives up the sessions of an engine. Their clients see {@code transport close} and connect anew by
 * themselves; they are spread over time so that those who take them in, and a proxy's TLS, are not
 * overrun.
 *
 * <p>A connection whose handler is at work is closed when that is done and answered, at the latest
 * when time is up; what its client sends meanwhile is not begun any more.
 */
final class Drain {

  /** Milliseconds between two looks at what is left. */
  static final long LOOK = 50;

  /** Milliseconds that a client may take for its last packet, when there is a hurry. */
  static final long HURRY = 500;

  private final Engine engine;
  private final SessionMoves moves;
  private final Workload workload;
  private final DrainConfig config;
  private final Timer timer;
  private final Random random;
  private final Set<Session> dismissed = ConcurrentHashMap.newKeySet();
  private final CompletableFuture<Outcome> over = new CompletableFuture<>();
  private final AtomicInteger cut = new AtomicInteger();
  private int sessions;
  private long spreadUntil;
  private long impatientFrom;
  private long deadline;

  /**
   * What became of it.
   *
   * @param sessions that were there at the beginning
   * @param cut of those, or later ones, whose clients did not take their last packet in time
   * @param handlers that were still at work then
   */
  record Outcome(int sessions, int cut, int handlers) {}

  Drain(
      Engine engine,
      SessionMoves moves,
      Workload workload,
      DrainConfig config,
      Timer timer,
      Random random) {
    this.engine = engine;
    this.moves = moves;
    this.workload = workload;
    this.config = config;
    this.timer = timer;
    this.random = random;
  }

  /**
   * Begins; once.
   *
   * @return completes when nothing is left, at the latest after the two times of the configuration
   *     together
   */
  CompletionStage<Outcome> begin() {
    engine.drain();
    List<Session> all = new ArrayList<>(engine.sessions());
    Collections.shuffle(all, random);
    synchronized (this) {
      sessions = all.size();
      spreadUntil = timer.millis() + config.time();
      deadline = spreadUntil + config.grace();
      // Until then only the deadline ends what will not end.
      impatientFrom = Long.MAX_VALUE;
    }
    new Batches(config.time(), random)
        .of(all)
        .forEach(
            batch -> timer.schedule(batch.after(), () -> batch.members().forEach(this::dismiss)));
    look();
    return over;
  }

  /** Closes all that is left at once; handlers at work keep their time. */
  void hurry() {
    synchronized (this) {
      long now = timer.millis();
      spreadUntil = Math.min(spreadUntil, now);
      deadline = Math.min(deadline, now + config.grace());
      impatientFrom = Math.min(impatientFrom, now + HURRY);
    }
    engine.sessions().forEach(this::dismiss);
  }

  private void dismiss(Session session) {
    if (dismissed.add(session)) {
      moves
          .quiesce(session)
          .whenComplete((quiet, failure) -> session.close(CloseReason.SERVER_SHUTDOWN));
    }
  }

  private synchronized long spreadUntil() {
    return spreadUntil;
  }

  private synchronized long impatientFrom() {
    return impatientFrom;
  }

  private synchronized long deadline() {
    return deadline;
  }

  private void look() {
    long now = timer.millis();
    if (now >= spreadUntil()) {
      // With those that were on their way in when it began.
      engine.sessions().forEach(this::dismiss);
    }
    if (now >= impatientFrom()) {
      engine.sessions().stream().filter(session -> !session.isOpen()).forEach(this::cut);
    }
    if (engine.count() == 0 && workload.running() == 0) {
      over.complete(outcome(0));
    } else if (now >= deadline()) {
      int handlers = workload.running();
      engine.sessions().forEach(this::cut);
      over.complete(outcome(handlers));
    } else {
      timer.schedule(LOOK, this::look);
    }
  }

  private synchronized Outcome outcome(int handlers) {
    return new Outcome(sessions, cut.get(), handlers);
  }

  private void cut(Session session) {
    cut.incrementAndGet();
    session.terminate(CloseReason.SERVER_SHUTDOWN);
    // One that was closing waited for its client to take the last packet.
    session.transportClosed(session.transport(), CloseReason.SERVER_SHUTDOWN);
  }
}
