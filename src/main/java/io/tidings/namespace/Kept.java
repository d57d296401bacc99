package io.tidings.namespace;

import io.tidings.broadcast.Broadcast;
import io.tidings.broadcast.BroadcastId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What is broadcast while sessions are about to arrive from other instances: each of them still has
 * to be given what it was not sent there.
 */
final class Kept {

  /** More than this is not kept: those who arrive then have to start anew. */
  private static final long MAX_BYTES = 64 << 20;

  private record Entry(BroadcastId id, Broadcast broadcast) {}

  private final AtomicInteger expected = new AtomicInteger();

  /** The dispatcher's alone, like {@code bytes}. */
  private final List<Entry> entries = new ArrayList<>();

  private long bytes;

  /** Whether any session is about to arrive: then every broadcast has a receiver. */
  boolean isWanted() {
    return expected.get() > 0;
  }

  void expect() {
    expected.incrementAndGet();
  }

  /** One that was expected is here, or will not come. */
  void forget() {
    expected.decrementAndGet();
  }

  /** Notes a broadcast that is being delivered, if anyone may want it later. */
  void add(String id, Broadcast broadcast) {
    if (!isWanted()) {
      clear();
    } else if (!broadcast.selection().local()) {
      bytes += broadcast.packet().size();
      if (bytes <= MAX_BYTES) {
        entries.add(new Entry(BroadcastId.parse(id), broadcast));
      }
    }
  }

  private void clear() {
    if (bytes > 0) {
      entries.clear();
      bytes = 0;
    }
  }

  /**
   * What was broadcast behind a place, in order.
   *
   * @throws IllegalStateException when there was too much of it
   */
  List<Broadcast> after(BroadcastId place) {
    if (bytes > MAX_BYTES) {
      throw new IllegalStateException("more was broadcast than is kept for those who arrive");
    }
    return entries.stream()
        .filter(entry -> entry.id().compareTo(place) > 0)
        .map(Entry::broadcast)
        .toList();
  }
}
