package io.tidings.transport;

import io.tidings.engine.Timer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Time that a test moves by hand, on its own thread. */
final class HandTimer implements Timer {

  private record Task(long at, Runnable what) {}

  private final List<Task> tasks = new ArrayList<>();
  private long now;

  @Override
  public long millis() {
    return now;
  }

  @Override
  public Handle schedule(long delay, Runnable what) {
    Task task = new Task(now + delay, what);
    tasks.add(task);
    return () -> tasks.remove(task);
  }

  void advance(long millis) {
    long until = now + millis;
    for (Optional<Task> due = due(until); due.isPresent(); due = due(until)) {
      tasks.remove(due.get());
      now = due.get().at();
      due.get().what().run();
    }
    now = until;
  }

  private Optional<Task> due(long until) {
    return tasks.stream().filter(task -> task.at() <= until).min(Comparator.comparing(Task::at));
  }
}
