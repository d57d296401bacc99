package io.tidings.engine;

import io.tidings.config.EngineConfig;

/**
 * Engine.IO v4's heartbeat: the server pings every interval, and each ping must be answered within
 * the timeout. One timed task is pending at any time.
 */
final class Heartbeat {

  private final EngineConfig config;
  private final Timer timer;
  private final Runnable sendPing;
  private final Runnable whenLate;
  private Timer.Handle next;
  private boolean awaitingPong;
  private boolean stopped;
  private long due;

  Heartbeat(EngineConfig config, Timer timer, Runnable sendPing, Runnable whenLate) {
    this.config = config;
    this.timer = timer;
    this.sendPing = sendPing;
    this.whenLate = whenLate;
  }

  void start() {
    start(config.pingInterval());
  }

  /**
   * @param firstPing milliseconds until then
   */
  synchronized void start(long firstPing) {
    due = timer.millis() + firstPing;
    next = timer.schedule(firstPing, this::beat);
  }

  /** Milliseconds until the next ping; none when one is not answered yet. */
  synchronized long untilPing() {
    return awaitingPong ? 0 : Math.max(0, due - timer.millis());
  }

  private void beat() {
    boolean late;
    synchronized (this) {
      if (stopped) {
        return;
      }
      late = awaitingPong;
      if (!late) {
        awaitingPong = true;
        // From when the ping was due, not from when a busy timer got to it.
        due += config.pingTimeout();
        next = timer.schedule(Math.max(0, due - timer.millis()), this::beat);
      }
    }
    (late ? whenLate : sendPing).run();
  }

  synchronized void pong() {
    if (awaitingPong && !stopped) {
      awaitingPong = false;
      next.cancel();
      due = timer.millis() + config.pingInterval();
      next = timer.schedule(config.pingInterval(), this::beat);
    }
  }

  synchronized boolean isOverdue() {
    long limit = awaitingPong ? due : due + config.pingTimeout();
    return !stopped && timer.millis() >= limit;
  }

  synchronized void stop() {
    stopped = true;
    if (next != null) {
      next.cancel();
    }
  }
}
