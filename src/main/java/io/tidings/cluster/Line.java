package io.tidings.cluster;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;

/**
 * Runs tasks one at a time in the order in which they came, on an executor's threads and never on
 * those that bring them. One that fails stops no other.
 */
final class Line {

  private final Executor executor;
  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private boolean running;

  /**
   * @param executor runs nothing on the thread that hands it in
   */
  Line(Executor executor) {
    this.executor = executor;
  }

  void add(Runnable task) {
    synchronized (this) {
      tasks.add(task);
      if (running) {
        return;
      }
      running = true;
    }
    executor.execute(this::runNext);
  }

  private void runNext() {
    try {
      first().run();
    } finally {
      if (goesOn()) {
        executor.execute(this::runNext);
      }
    }
  }

  private synchronized Runnable first() {
    return tasks.remove();
  }

  private synchronized boolean goesOn() {
    running = !tasks.isEmpty();
    return running;
  }
}
