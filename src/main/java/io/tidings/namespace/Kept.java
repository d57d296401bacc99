package io.tidings.namespace;

import io.tidings.broadcast.BroadcastId;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * What is broadcast while sessions are about to arrive from other instances: each of them still has
 * to be given what it was not sent there.
 */
final class Kept {

  /** More than this is not kept: those who arrive then have to start anew. */
  private static final long MAX_BYTES = 64 << 20;

  private record Entry(BroadcastId id, Delivery delivery) {

    /** Bytes, with what it costs to keep them. */
    long weight() {
      return delivery.packet().size() + OVERHEAD;
    }
  }

  private static final int OVERHEAD = 256;

  /** How many are expected by the place behind which they miss something. */
  private final ConcurrentSkipListMap<BroadcastId, Integer> expected =
      new ConcurrentSkipListMap<>();

  /** The dispatcher's alone, like what follows. */
  private final Queue<Entry> entries = new ArrayDeque<>();

  private long bytes;

  /** Up to here it was too much to be kept. */
  private BroadcastId missing = BroadcastId.NONE;

  /** Whether any session is about to arrive: then every broadcast has a receiver. */
  boolean isWanted() {
    return !expected.isEmpty();
  }

  /** A session may arrive that will want what is behind a place. */
  void expect(BroadcastId place) {
    expected.merge(place, 1, Integer::sum);
  }

  /** One that was expected is here, or will not come. */
  void forget(BroadcastId place) {
    expected.computeIfPresent(place, (at, count) -> count > 1 ? count - 1 : null);
  }

  /** Notes a broadcast that is being delivered, if anyone may want it later. */
  void add(Delivery delivery) {
    Map.Entry<BroadcastId, Integer> oldest = expected.firstEntry();
    if (oldest == null) {
      entries.clear();
      bytes = 0;
      return;
    }
    while (!entries.isEmpty() && entries.peek().id().compareTo(oldest.getKey()) <= 0) {
      bytes -= entries.poll().weight();
    }
    if (!delivery.broadcast().selection().local()) {
      keep(new Entry(delivery.offset().last(), delivery));
    }
  }

  private void keep(Entry entry) {
    entries.add(entry);
    bytes += entry.weight();
    while (bytes > MAX_BYTES) {
      Entry dropped = entries.poll();
      bytes -= dropped.weight();
      missing = dropped.id();
    }
  }

  /** What is kept, in bytes. */
  long bytes() {
    return bytes;
  }

  /**
   * What was broadcast behind a place, in order.
   *
   * @throws IllegalStateException when there was too much of it
   */
  List<Delivery> after(BroadcastId place) {
    if (missing.compareTo(place) > 0) {
      throw new IllegalStateException("more was broadcast than is kept for those who arrive");
    }
    return entries.stream()
        .filter(entry -> entry.id().compareTo(place) > 0)
        .map(Entry::delivery)
        .toList();
  }
}
