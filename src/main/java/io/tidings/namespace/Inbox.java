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
  private final Holding held;
  private final Deque<Task> waiting = new ArrayDeque<>(2);
  private long bytes;

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
   * @param held counts tasks that wait or are run by the executor
   */
  Inbox(Executor executor, long maxBytes, Holding held) {
    this.executor = executor;
    this.maxBytes = maxBytes;
    this.held = held;
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
        if (full || !held.resize(bytes + weight + OVERHEAD + atWork)) {
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
      held.resize(0);
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
      held.resize(bytes + atWork);
    }
    try {
      task.action.run();
    } finally {
      next();
    }
  }
}
