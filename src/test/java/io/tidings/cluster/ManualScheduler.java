package io.tidings.cluster;

import io.tidings.ManualTime;

/** The cluster's time, moved by hand. */
final class ManualScheduler extends ManualTime implements Scheduler {

  @Override
  public void after(long millis, Runnable task) {
    add(millis, task);
  }
}
