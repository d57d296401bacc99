package io.tidings.cluster;

import io.tidings.broadcast.DeliveryThread;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.LockSupport;

/**
 * Runs tasks one at a time in the order in which they came, on the threads that bring them, and
 * holds no monitor meanwhile. A task that brings another does not run it inside itself: the new one
 * runs after it, so that what a delivery causes never overtakes that delivery.
 *
 * <p>Who brings a task while another thread runs one waits until its own has been run, so that
 * tasks that take their time hold back those who bring more. A {@link DeliveryThread} waits for
 * nobody: what it brings is left to the thread that runs tasks at the time.
 */
final class Serial {

  private static final System.Logger LOG = System.getLogger(Serial.class.getName());

  /** Tasks of others that a thread runs behind its own before one of these goes on instead. */
  private static final int TURN = 64;

  private final Queue<Task> tasks = new ArrayDeque<>();

  /** The thread that runs tasks, or is about to; null while there are none. */
  private Thread runner;

  private static final class Task {

    private final Runnable action;

    /** Waits until it has been run; null when nobody does. */
    private final Thread waiter;

    private volatile boolean done;

    /** It is the waiter's turn to run tasks. */
    private volatile boolean next;

    private Task(Runnable action, Thread waiter) {
      this.action = action;
      this.waiter = waiter;
    }
  }

  /** Runs a task now, or behind those that are there; a task that throws is logged. */
  void run(Runnable action) {
    Thread self = Thread.currentThread();
    boolean leaves = DeliveryThread.isCurrent();
    Task task;
    synchronized (this) {
      boolean waits = runner != null && runner != self && !leaves;
      task = new Task(action, waits ? self : null);
      tasks.add(task);
      if (runner == null) {
        runner = self;
      } else if (!waits) {
        return;
      }
    }
    if (task.waiter == null || awaitTurn(task)) {
      runTasks(task, leaves ? 0 : TURN);
    }
  }

  /** False when another thread has run the task. */
  private boolean awaitTurn(Task task) {
    boolean interrupted = false;
    while (!task.done && !task.next) {
      LockSupport.park(this);
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return !task.done;
  }

  private void runTasks(Task own, int turn) {
    int others = 0;
    for (Task task = next(own.done && others >= turn);
        task != null;
        task = next(own.done && others >= turn)) {
      run(task);
      others += own.done && task != own ? 1 : 0;
    }
  }

  private static void run(Task task) {
    try {
      task.action.run();
    } catch (RuntimeException | Error e) {
      // Whoever waits for the next one must not wait for ever.
      LOG.log(Level.ERROR, "A task in the order of broadcasts failed", e);
    } finally {
      task.done = true;
      if (task.waiter != null) {
        LockSupport.unpark(task.waiter);
      }
    }
  }

  /**
   * Takes the next task.
   *
   * @param enough whether one who waits for the next task is to go on from here
   * @return null when there is none, or somebody else goes on
   */
  private synchronized Task next(boolean enough) {
    Task next = tasks.peek();
    if (next == null) {
      runner = null;
      return null;
    }
    if (enough && next.waiter != null) {
      runner = next.waiter;
      next.next = true;
      LockSupport.unpark(next.waiter);
      return null;
    }
    return tasks.remove();
  }
}
