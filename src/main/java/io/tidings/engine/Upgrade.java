package io.tidings.engine;

import io.tidings.config.EngineConfig;
import io.tidings.packet.EngineCodec;
import io.tidings.packet.EnginePacket;
import java.util.List;

/**
 * The trial of a better transport beside the one that a session uses (Engine.IO v4): the client
 * sends {@code 2probe} over it and is answered {@code 3probe}, a GET that is parked is released,
 * and with {@code 5} the session moves. Whatever else comes, or nothing in time, ends the trial and
 * leaves the session as it was.
 */
final class Upgrade {

  /**
   * Milliseconds that a GET may wait, while a trial is under way, before it is sent home. Some
   * clients complete an upgrade without waiting for that, and then expect the GET to be refused.
   */
  private static final long RELEASE_DELAY = 100;

  private final Session session;
  private final EngineConfig config;
  private final Timer timer;
  private Transport candidate;
  private Timer.Handle timeout;
  private boolean answered;

  Upgrade(Session session, EngineConfig config, Timer timer) {
    this.session = session;
    this.config = config;
    this.timer = timer;
  }

  /** False when another transport is being tried. */
  synchronized boolean begin(Transport better) {
    if (candidate != null) {
      return false;
    }
    candidate = better;
    answered = false;
    timeout = timer.schedule(config.upgradeTimeout(), this::cancel);
    return true;
  }

  void receive(Transport from, EnginePacket packet) {
    boolean pong = false;
    boolean complete = false;
    synchronized (this) {
      if (candidate != from) {
        return;
      }
      if (packet instanceof EnginePacket.Ping ping && ping.data().equals("probe")) {
        pong = true;
        answered = true;
        scheduleRelease();
      } else {
        complete = packet instanceof EnginePacket.Upgrade && answered;
        forget();
      }
    }
    if (pong) {
      from.write(List.of(EngineCodec.PONG_PROBE));
    } else if (complete) {
      session.upgradeTo(from);
    } else {
      from.close(CloseReason.TRANSPORT_ERROR);
    }
  }

  /** A GET may have come in the middle: it is answered soon, so that the client can go on. */
  synchronized void pollArrived() {
    if (candidate != null && answered) {
      scheduleRelease();
    }
  }

  private void scheduleRelease() {
    timer.schedule(RELEASE_DELAY, this::release);
  }

  private void release() {
    synchronized (this) {
      if (candidate == null || !answered) {
        return;
      }
    }
    session.releasePoll();
  }

  /** A transport lost its connection; perhaps it is the one that is being tried. */
  void lost(Transport transport) {
    synchronized (this) {
      if (candidate != transport) {
        return;
      }
      forget();
    }
    transport.close(CloseReason.TRANSPORT_ERROR);
  }

  /** Ends the trial, if there is one. */
  void cancel() {
    Transport tried;
    synchronized (this) {
      tried = candidate;
      if (tried == null) {
        return;
      }
      forget();
    }
    tried.close(CloseReason.TRANSPORT_ERROR);
  }

  private void forget() {
    timeout.cancel();
    candidate = null;
  }
}
