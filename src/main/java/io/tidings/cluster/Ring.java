package io.tidings.cluster;

import io.tidings.broadcast.Broadcast;
import io.tidings.broadcast.BroadcastId;
import io.tidings.broadcast.History.Heard;
import io.tidings.broadcast.History.Page;
import io.tidings.config.RecoveryConfig;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

/** The last broadcasts of one namespace, within bounds. Used by one thread at a time. */
final class Ring {

  /** Bytes of an entry beside its packet, roughly. */
  private static final int OVERHEAD = 200;

  private record Entry(BroadcastId id, long at, Broadcast broadcast) {}

  private final RecoveryConfig bounds;
  private final Deque<Entry> entries = new ArrayDeque<>();

  private long bytes;

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
    bytes += weight(broadcast);
    while (entries.size() > bounds.maxEvents() || bytes > bounds.maxBytes()) {
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
    Entry oldest = entries.remove();
    bytes -= weight(oldest.broadcast());
    removed = oldest.id();
  }

  private static long weight(Broadcast broadcast) {
    return OVERHEAD + broadcast.packet().size();
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  BroadcastId removed() {
    return removed;
  }

  Page all(BroadcastId after, BroadcastId until) {
    return new Page(heard(after, until).toList(), isComplete(after), until, false);
  }

  Page page(BroadcastId after, BroadcastId until, int limit) {
    List<Heard> some = heard(after, until).limit(limit).toList();
    List<Heard> events = some.subList(0, firstWithin(some));
    boolean more = events.size() == limit || events.size() < some.size();
    BroadcastId edge = more ? BroadcastId.parse(events.get(events.size() - 1).id()) : until;
    return new Page(events, isComplete(after), edge, more);
  }

  /** How many of the first are no more than a page's bytes together; one at least. */
  private static int firstWithin(List<Heard> events) {
    long bytes = 0;
    for (int count = 0; count < events.size(); count++) {
      bytes += weight(events.get(count).broadcast());
      if (count > 0 && bytes > Streams.PAGE_BYTES) {
        return count;
      }
    }
    return events.size();
  }

  private Stream<Heard> heard(BroadcastId after, BroadcastId until) {
    return entries.stream()
        .filter(entry -> entry.id().compareTo(after) > 0 && entry.id().compareTo(until) <= 0)
        .map(entry -> new Heard(entry.id().toString(), entry.broadcast()));
  }

  private boolean isComplete(BroadcastId after) {
    return removed.compareTo(after) <= 0;
  }
}
