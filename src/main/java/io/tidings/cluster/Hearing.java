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
  private long remedied;
  private boolean heardEver;
  private String trouble = "";

  /**
   * @param interval milliseconds between heartbeats
   */
  Hearing(Scheduler scheduler, long interval) {
    this.scheduler = scheduler;
    this.patience = INTERVALS * interval;
    this.quietSince = scheduler.millis();
    this.remedied = quietSince;
  }

  synchronized void heard() {
    quietSince = scheduler.millis();
    heardEver = true;
  }

  synchronized void published() {
    trouble = "";
  }

  synchronized void failed(Throwable failure) {
    trouble = "; publishing one fails: " + Outage.brief(failure);
  }

  /**
   * Whether it is time to do something about silence: true once for every three intervals of it.
   */
  synchronized boolean isRemedyDue() {
    long now = scheduler.millis();
    boolean due = now - Math.max(quietSince, remedied) >= patience;
    remedied = due ? now : remedied;
    return due;
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
