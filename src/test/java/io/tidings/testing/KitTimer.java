package io.tidings.testing;

import io.tidings.engine.SystemTimer;
import io.tidings.engine.Timer;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;

/**
 * The clock of the test for all that an application may notice. Pauses of a few milliseconds, which
 * a server makes for the network's sake, pass by themselves: no test should have to know of them.
 */
final class KitTimer implements Timer, AutoCloseable {

  /** Milliseconds. */
  private static final long NOTICED = 20;

  private final SystemTimer real = new SystemTimer();
  private final ManualClock clock;
  private final Set<Object> pauses = Collections.synchronizedSet(new HashSet<>());

  KitTimer(ManualClock clock) {
    this.clock = clock;
  }

  @Override
  public long millis() {
    return clock.millis();
  }

  @Override
  public Handle schedule(long delay, Runnable task) {
    return delay < NOTICED ? pass(delay, task) : clock.schedule(delay, task);
  }

  private Handle pass(long delay, Runnable task) {
    Object pause = new Object();
    pauses.add(pause);
    Handle handle =
        real.schedule(
            delay,
            () -> {
              try {
                task.run();
              } finally {
                over(pause);
              }
            });
    return () -> {
      handle.cancel();
      over(pause);
    };
  }

  private void over(Object pause) {
    synchronized (pauses) {
      pauses.remove(pause);
      pauses.notifyAll();
    }
  }

  /** Waits until no short pause is under way: what follows one may be what a test waits for. */
  void awaitPauses() {
    synchronized (pauses) {
      try {
        while (!pauses.isEmpty()) {
          pauses.wait();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void close() {
    real.close();
    synchronized (pauses) {
      pauses.clear();
      pauses.notifyAll();
    }
  }
}
