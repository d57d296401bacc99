package io.tidings.testing;

import io.tidings.cluster.Scheduler;
import io.tidings.engine.Timer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Time that a test moves by hand: heartbeats, time-outs and all else that waits for a moment. What
 * falls due runs on the thread that moves it.
 */
public class ManualClock implements Timer, Scheduler {

  private record Task(long at, Runnable what) {}

  private final List<Task> tasks = new ArrayList<>();
  private final List<Runnable> preparations = new CopyOnWriteArrayList<>();
  private final List<Runnable> witnesses = new CopyOnWriteArrayList<>();
  private long now = 1_000_000;

  @Override
  public synchronized long millis() {
    return now;
  }

  @Override
  public synchronized Handle schedule(long delay, Runnable what) {
    Task task = new Task(now + delay, what);
    tasks.add(task);
    return () -> remove(task);
  }

  @Override
  public void after(long millis, Runnable task) {
    schedule(millis, task);
  }

  private synchronized void remove(Task task) {
    tasks.removeIf(each -> each == task);
  }

  /** Moves on, and runs what falls due on the way, each at its time. */
  public void advance(long millis) {
    preparations.forEach(Runnable::run);
    long until = millis() + millis;
    for (Optional<Task> due = due(until); due.isPresent(); due = due(until)) {
      due.get().what().run();
      witnesses.forEach(Runnable::run);
    }
    skip(until - millis());
  }

  /** Moves on and runs nothing, as when the timer's thread is kept from running. */
  public synchronized void skip(long millis) {
    now += millis;
  }

  /** How many tasks wait. */
  public synchronized int pending() {
    return tasks.size();
  }

  /** Instances of the kit let their handlers come to an end here. */
  void beforeAdvancing(Runnable preparation) {
    preparations.add(preparation);
  }

  /** Clients of the kit answer here what a task has sent them. */
  void afterEachTask(Runnable witness) {
    witnesses.add(witness);
  }

  private synchronized Optional<Task> due(long until) {
    Optional<Task> first =
        tasks.stream().filter(task -> task.at() <= until).min(Comparator.comparing(Task::at));
    first.ifPresent(
        task -> {
          remove(task);
          now = Math.max(now, task.at());
        });
    return first;
  }
}
