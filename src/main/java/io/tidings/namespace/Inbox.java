package io.tidings.namespace;

import io.tidings.access.MemoryBudget.Holding;
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
  private final Holding counted;
  private final Deque<Task> waiting = new ArrayDeque<>(2);
  private long bytes;

  /** Weight of the data that is held for tasks that may come, in bytes. */
  private long held;

  /** Of the task that the executor runs. */
  private long atWork;

  private boolean running;
  private Runnable whenIdle;

  private record Task(long weight, Runnable action) {}

  /** One whose tasks are not for a client. */
  Inbox(Executor executor, long maxBytes) {
    this(executor, maxBytes, Holding.uncounted());
  }

  /**
   * @param maxBytes of tasks that wait
   * @param counted the part of the memory budget for tasks that wait or are run by the executor
   */
  Inbox(Executor executor, long maxBytes, Holding counted) {
    this.executor = executor;
    this.maxBytes = maxBytes;
    this.counted = counted;
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
        boolean full = bytes + weight + OVERHEAD > maxBytes && !waiting.isEmpty();
        if (full || !counted.resize(bytes + weight + OVERHEAD + atWork + held)) {
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
    boolean fits =
        (held == 0 || held + weight + OVERHEAD <= maxBytes / 4)
            && counted.resize(bytes + atWork + held + weight + OVERHEAD);
    if (fits) {
      held += weight + OVERHEAD;
    }
    return fits;
  }

  /** Gives back what was held for a task that does not come any more. */
  synchronized void release(long weight) {
    held -= weight + OVERHEAD;
    counted.resize(bytes + atWork + held);
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
      atWork = 0;
      counted.resize(held);
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
      atWork = task.weight;
      counted.resize(bytes + atWork + held);
    }
    try {
      task.action.run();
    } finally {
      next();
    }
  }
}
