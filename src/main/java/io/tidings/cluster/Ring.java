package io.tidings.cluster;

import io.tidings.broadcast.Broadcast;
import io.tidings.broadcast.BroadcastId;
import io.tidings.broadcast.History.Heard;
import io.tidings.broadcast.History.Missed;
import io.tidings.config.RecoveryConfig;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last broadcasts of one namespace, within bounds. Used by one thread at a time. */
final class Ring {

  private record Entry(BroadcastId id, long at, Broadcast broadcast) {}

  private final RecoveryConfig bounds;
  private final Deque<Entry> entries = new ArrayDeque<>();

  /** The last that is no longer here. */
  private BroadcastId removed;

  /**
   * @param removed up to here nothing is known
   */
  Ring(RecoveryConfig bounds, BroadcastId removed) {
    this.bounds = bounds;
    this.removed = removed;
  }

  /**
   * @param now in milliseconds
   */
  void add(BroadcastId id, Broadcast broadcast, long now) {
    entries.add(new Entry(id, now, broadcast));
    if (entries.size() > bounds.maxEvents()) {
      remove();
    }
    trim(now);
  }

  /** Removes what is too old. */
  void trim(long now) {
    while (!entries.isEmpty() && entries.peek().at() <= now - bounds.windowMillis()) {
      remove();
    }
  }

  private void remove() {
    removed = entries.remove().id();
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  BroadcastId removed() {
    return removed;
  }

  Missed between(BroadcastId after, BroadcastId until) {
    List<Heard> events =
        entries.stream()
            .filter(entry -> entry.id().compareTo(after) > 0 && entry.id().compareTo(until) <= 0)
            .map(entry -> new Heard(entry.id().toString(), entry.broadcast()))
            .toList();
    return new Missed(events, removed.compareTo(after) <= 0);
  }
}
