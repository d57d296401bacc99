package io.tidings.cluster;

/**
 * Time, as far as the cluster needs it; tests hand in one whose hands they move. May be called
 * under a lock: no task runs on the thread that hands it in.
 */
public interface Scheduler {

  /** Milliseconds since some fixed moment; never runs backwards. */
  long millis();

  /** Runs a task once, {@code millis} from now, on a thread that the task must not block. */
  void after(long millis, Runnable task);
}
