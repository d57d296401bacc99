package io.tidings.testing;

import io.tidings.engine.SystemTimer;
import io.tidings.engine.Timer;

/**
 * The clock of the test for all that an application may notice. Pauses of a few milliseconds, which
 * a server makes for the network's sake, pass by themselves: no test should have to know of them.
 */
final class KitTimer implements Timer, AutoCloseable {

  /** Milliseconds. */
  private static final long NOTICED = 20;

  private final SystemTimer real = new SystemTimer();
  private final ManualClock clock;

  KitTimer(ManualClock clock) {
    this.clock = clock;
  }

  @Override
  public long millis() {
    return clock.millis();
  }

  @Override
  public Handle schedule(long delay, Runnable task) {
    return delay < NOTICED ? real.schedule(delay, task) : clock.schedule(delay, task);
  }

  @Override
  public void close() {
    real.close();
  }
}
