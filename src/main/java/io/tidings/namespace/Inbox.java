package io.tidings.namespace;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;

/**
 * Runs what one connection asks for one after the other, in order. What may block runs on the
 * executor; what may not, and finds nothing before it, at once on the caller's thread.
 */
final class Inbox {

  /** What a waiting task costs besides its data, in bytes. */
  static final int OVERHEAD = 128;

  private final Executor executor;
  private final long maxBytes;
  private final Deque<Task> waiting = new ArrayDeque<>(2);
  private long bytes;

  /** Weight of the data that is held for tasks that may come, in bytes. */
  private long held;

  private boolean running;
  private Runnable whenIdle;

  private record Task(long weight, Runnable action) {}

  Inbox(Executor executor, long maxBytes) {
    this.executor = executor;
    this.maxBytes = maxBytes;
  }

  /**
   * Takes a task.
   *
   * @param weight of its data, in bytes
   * @return false when too much waits already: the task is dropped
   */
  boolean submit(boolean mayBlock, long weight, Runnable action) {
    synchronized (this) {
      if (running || mayBlock) {
        if (bytes + weight + OVERHEAD > maxBytes && !waiting.isEmpty()) {
          return false;
        }
        enqueue(new Task(weight + OVERHEAD, action));
        return true;
      }
      running = true;
    }
    try {
      action.run();
    } finally {
      next();
    }
    return true;
  }

  /** Takes a task that must not be lost, however much waits; it runs on the executor. */
  synchronized void submitLast(Runnable action) {
    enqueue(new Task(0, action));
  }

  /**
   * Holds room for the data of a task that may come later.
   *
   * @param weight of its data, in bytes
   * @return false when more than a quarter of what may wait is held already
   */
  synchronized boolean hold(long weight) {
    boolean fits = held == 0 || held + weight + OVERHEAD <= maxBytes / 4;
    if (fits) {
      held += weight + OVERHEAD;
    }
    return fits;
  }

  /** Gives back what was held for a task that does not come any more. */
  synchronized void release(long weight) {
    held -= weight + OVERHEAD;
  }

  private void enqueue(Task task) {
    waiting.add(task);
    bytes += task.weight;
    if (!running) {
      running = true;
      executor.execute(this::drain);
    }
  }

  /** Runs a task as soon as nothing runs or waits here; perhaps at once. */
  void whenIdle(Runnable task) {
    synchronized (this) {
      if (running) {
        whenIdle = task;
        return;
      }
    }
    task.run();
  }

  private void next() {
    Runnable idle;
    synchronized (this) {
      if (!waiting.isEmpty()) {
        executor.execute(this::drain);
        return;
      }
      running = false;
      idle = whenIdle;
      whenIdle = null;
    }
    if (idle != null) {
      idle.run();
    }
  }

  /** One task a turn, so that no connection keeps a thread from the others. */
  private void drain() {
    Task task;
    synchronized (this) {
      task = waiting.poll();
      bytes -= task.weight;
    }
    try {
      task.action.run();
    } finally {
      next();
    }
  }
}
