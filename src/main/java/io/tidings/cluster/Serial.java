package io.tidings.cluster;

import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Runs tasks one at a time in the order in which they came, on the threads that bring them. A task
 * that brings another does not run it inside itself: the new one runs after it, so that what a
 * delivery causes never overtakes that delivery. Tasks do not throw.
 */
final class Serial {

  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private boolean running;

  synchronized void run(Runnable task) {
    tasks.add(task);
    if (running) {
      return;
    }
    running = true;
    try {
      for (Runnable next = tasks.poll(); next != null; next = tasks.poll()) {
        next.run();
      }
    } finally {
      running = false;
    }
  }
}
