package io.tidings;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Time that a test moves by hand; what falls due runs on the thread that moves it. */
public class ManualTime {

  private record Task(long at, Runnable what) {}

  private final List<Task> tasks = new ArrayList<>();
  private long now = 1_000_000;

  public synchronized long millis() {
    return now;
  }

  /**
   * @return takes the task back, if it has not begun
   */
  protected synchronized Runnable add(long delay, Runnable what) {
    Task task = new Task(now + delay, what);
    tasks.add(task);
    return () -> remove(task);
  }

  private synchronized void remove(Task task) {
    tasks.removeIf(each -> each == task);
  }

  /** Moves on, and runs what falls due on the way, each at its time. */
  public void advance(long millis) {
    long until = millis() + millis;
    for (Optional<Task> due = due(until); due.isPresent(); due = due(until)) {
      due.get().what().run();
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
