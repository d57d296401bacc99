package io.tidings.cluster;

import io.tidings.broadcast.BroadcastId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Tasks that wait until a broadcast was heard. Used by one thread at a time. */
final class Places {

  private record Waiting(BroadcastId after, Consumer<BroadcastId> task) {}

  private final List<Waiting> waiting = new ArrayList<>(0);

  /**
   * Runs a task when {@code after} was heard, perhaps now.
   *
   * @param last what was heard last
   */
  void add(BroadcastId after, Consumer<BroadcastId> task, BroadcastId last) {
    if (after.compareTo(last) <= 0) {
      task.accept(last);
    } else {
      waiting.add(new Waiting(after, task));
    }
  }

  /** A broadcast was heard, and its delivery was handed over. */
  void reached(BroadcastId last) {
    if (!waiting.isEmpty()) {
      List<Waiting> due =
          waiting.stream().filter(each -> each.after().compareTo(last) <= 0).toList();
      waiting.removeAll(due);
      due.forEach(each -> each.task().accept(last));
    }
  }
}
