package io.tidings.cluster;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Time that a test moves by hand. */
final class HandScheduler implements Scheduler {

  private record Task(long at, Runnable what) {}

  private final List<Task> tasks = new ArrayList<>();
  private long now = 1_000_000;

  @Override
  public synchronized long millis() {
    return now;
  }

  @Override
  public synchronized void after(long millis, Runnable task) {
    tasks.add(new Task(now + millis, task));
  }

  /** Moves on, and runs nothing. */
  synchronized void skip(long millis) {
    now += millis;
  }

  /** Moves on, and runs here what falls due on the way. */
  void advance(long millis) {
    long until = millis() + millis;
    for (Optional<Task> due = due(until); due.isPresent(); due = due(until)) {
      due.get().what().run();
    }
    synchronized (this) {
      now = until;
    }
  }

  private synchronized Optional<Task> due(long until) {
    Optional<Task> first =
        tasks.stream().filter(task -> task.at() <= until).min(Comparator.comparing(Task::at));
    first.ifPresent(
        task -> {
          tasks.remove(task);
          now = Math.max(now, task.at());
        });
    return first;
  }
}
