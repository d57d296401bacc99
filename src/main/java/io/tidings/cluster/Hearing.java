package io.tidings.cluster;

import io.tidings.cluster.InstanceRegistry.Health;

/**
 * Whether an instance hears the cluster, judged by its own heartbeats: when it last heard one, and
 * what became of the last that it published. An instance that hears them is healthy, whatever else
 * fails; one that does not for three intervals is deaf.
 */
final class Hearing {

  private static final int INTERVALS = 3;

  private final Scheduler scheduler;
  private final long patience;
  private long quietSince;
  private boolean heardEver;
  private int unheard;
  private String trouble = "";

  /**
   * @param interval milliseconds between heartbeats
   */
  Hearing(Scheduler scheduler, long interval) {
    this.scheduler = scheduler;
    this.patience = INTERVALS * interval;
    this.quietSince = scheduler.millis();
  }

  synchronized void heard() {
    quietSince = scheduler.millis();
    heardEver = true;
    unheard = 0;
  }

  /**
   * Notes that Redis took a heartbeat.
   *
   * @return whether it is time to listen anew: so many were taken in a row and none heard. While
   *     Redis is away none is taken, and Redisson listens again by itself afterwards.
   */
  synchronized boolean published() {
    trouble = "";
    unheard++;
    boolean due = unheard > INTERVALS;
    unheard = due ? 0 : unheard;
    return due;
  }

  synchronized void failed(Throwable failure) {
    trouble = "; publishing one fails: " + Outage.brief(failure);
    unheard = 0;
  }

  synchronized Health health() {
    long quiet = scheduler.millis() - quietSince;
    String detail =
        heardEver
            ? "own heartbeat heard over Redis " + quiet + " ms ago"
            : "own heartbeat not heard over Redis yet";
    return new Health(heardEver && quiet < patience, detail + trouble);
  }
}
