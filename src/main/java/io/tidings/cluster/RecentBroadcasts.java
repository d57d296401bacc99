package io.tidings.cluster;

import io.tidings.broadcast.BroadcastId;
import io.tidings.relay.WireReader;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedList;
import java.util.List;

/**
 * The last broadcasts that this instance has heard, without a gap between them: what Redis may have
 * lost, should it turn out to know less. Thread-safe.
 */
final class RecentBroadcasts {

  /** A replica that lags further behind than this is not brought up to date. */
  private static final long MOST_BYTES = 4 << 20;

  /** Bytes of an entry beside its broadcast, roughly. */
  private static final int OVERHEAD = 100;

  /**
   * @param broadcast is not read here; whoever reads it takes a {@link WireReader#again}
   */
  record Entry(BroadcastId id, String origin, long number, WireReader broadcast) {

    private int size() {
      return broadcast.left() + OVERHEAD;
    }
  }

  /**
   * Broadcasts that follow each other.
   *
   * @param after the id that the first of them follows
   */
  record Stretch(BroadcastId after, List<Entry> entries) {}

  private final Deque<Entry> entries = new ArrayDeque<>();
  private BroadcastId after = BroadcastId.NONE;
  private long bytes;

  /** Forgets all: what comes next follows {@code position}, as far as this instance knows. */
  synchronized void restart(BroadcastId position) {
    entries.clear();
    bytes = 0;
    after = position;
  }

  /** Takes the next. */
  synchronized void add(Entry entry) {
    entries.add(entry);
    bytes += entry.size();
    while (bytes > MOST_BYTES) {
      Entry oldest = entries.remove();
      bytes -= oldest.size();
      after = oldest.id();
    }
  }

  /** Those behind an id, as far as they are known. */
  synchronized Stretch behind(BroadcastId last) {
    LinkedList<Entry> found = new LinkedList<>();
    var newestFirst = entries.descendingIterator();
    while (newestFirst.hasNext()) {
      Entry entry = newestFirst.next();
      if (entry.id().compareTo(last) <= 0) {
        return new Stretch(entry.id(), found);
      }
      found.addFirst(entry);
    }
    return new Stretch(after, found);
  }

  /** Those of one publisher with numbers between the two, in the order of numbers. */
  synchronized List<Entry> between(String origin, long before, long behind) {
    return entries.stream()
        .filter(each -> each.origin().equals(origin))
        .filter(each -> before < each.number() && each.number() < behind)
        .toList();
  }
}
