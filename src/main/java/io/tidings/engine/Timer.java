package io.tidings.engine;

/**
 * Time, handed in: real in an instance, by hand in a test. May be called under a lock: no task runs
 * on the thread that schedules it.
 */
public interface Timer {

  /** Milliseconds of a clock that only goes forward. */
  long millis();

  /**
   * Runs a task once, after a delay in milliseconds. The task must not block.
   *
   * @return takes the task back, if it has not begun
   */
  Handle schedule(long delay, Runnable task);

  /** A task that waits for its time. */
  interface Handle {
    void cancel();
  }
}
