package io.tidings.cluster;

import io.tidings.broadcast.BroadcastId;
import io.tidings.broadcast.History.Heard;
import io.tidings.config.RecoveryConfig;
import io.tidings.relay.MalformedFrameException;
import io.tidings.relay.WireReader;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The broadcasts that this instance heard last, of all namespaces, in their order: what most
 * clients have missed that come back, without asking Redis for it. It is a ring of at most {@code
 * tidings.recovery.max-events} broadcasts and 32 MiB, or less where {@code
 * tidings.recovery.max-bytes} is less, and knows up to where it is whole.
 *
 * <p>Broadcasts stay as they came, bytes that share the array of their frame, until somebody asks.
 */
final class HistoryRing {

  private static final long MOST_BYTES = 32 << 20;

  /** Bytes of an entry beside its broadcast, roughly. */
  private static final int OVERHEAD = 160;

  private static final int FIRST_SIZE = 64;

  private final RecoveryConfig bounds;
  private final long mostBytes;
  private final Scheduler time;
  private Entry[] ring = new Entry[FIRST_SIZE];
  private int first;
  private int count;
  private long bytes;

  /** Everything behind it, up to {@link #last}, is here; null before the beginning. */
  private BroadcastId removed;

  private BroadcastId last = BroadcastId.NONE;

  /** One broadcast, as one entry of a stream would be. */
  static final class Entry {

    private final BroadcastId id;
    private final String origin;
    private final long number;
    private final long at;
    private final int weight;

    /** Null once it has been read. */
    private volatile WireReader bytes;

    private volatile Heard heard;

    Entry(BroadcastId id, String origin, long number, WireReader broadcast, long at) {
      this.id = id;
      this.origin = origin;
      this.number = number;
      this.at = at;
      this.bytes = broadcast.again();
      this.weight = broadcast.left() + OVERHEAD;
    }

    /** One that was read from a stream. */
    Entry(Streams.Entry read) {
      this(read.id(), read.origin(), read.number(), read.broadcast(), 0);
    }

    /** Bytes, roughly. */
    int weight() {
      return weight;
    }

    BroadcastId id() {
      return id;
    }

    String origin() {
      return origin;
    }

    long number() {
      return number;
    }

    /**
     * Reads it, once for all.
     *
     * @throws MalformedFrameException when that is not possible
     */
    Heard heard() {
      WireReader unread = bytes;
      if (unread != null) {
        WireReader in = unread.again();
        heard = new Heard(id.toString(), BroadcastCodec.body(BroadcastCodec.header(in), in));
        bytes = null;
      }
      return heard;
    }

    /** Whether it is a namespace's; of one that cannot be read, whoever asks finds that out. */
    private boolean isOf(String namespace) {
      try {
        WireReader unread = bytes;
        String own =
            unread == null
                ? heard.broadcast().namespace()
                : BroadcastCodec.header(unread.again()).namespace();
        return own.equals(namespace);
      } catch (MalformedFrameException e) {
        return true;
      }
    }
  }

  /**
   * @param time by which broadcasts grow too old
   */
  HistoryRing(RecoveryConfig bounds, Scheduler time) {
    this.bounds = bounds;
    this.mostBytes = Math.min(MOST_BYTES, bounds.maxBytes());
    this.time = time;
  }

  /** From here on everything is heard. */
  synchronized void begin(BroadcastId place) {
    last = place;
    forget(place);
  }

  /** Takes the broadcast that follows the last. */
  synchronized void add(BroadcastId id, String origin, long number, WireReader broadcast) {
    last = id;
    if (!bounds.isOn() || removed == null) {
      removed = id;
      return;
    }
    if (count == ring.length) {
      grow();
    }
    long now = time.millis();
    Entry added = new Entry(id, origin, number, broadcast, now);
    ring[(first + count) % ring.length] = added;
    count++;
    bytes += added.weight;
    trim(now);
  }

  private void grow() {
    Entry[] larger = new Entry[2 * ring.length];
    for (int i = 0; i < count; i++) {
      larger[i] = at(i);
    }
    ring = larger;
    first = 0;
  }

  private Entry at(int index) {
    return ring[(first + index) % ring.length];
  }

  private void trim(long now) {
    while (count > 0 && (count > bounds.maxEvents() || bytes > mostBytes || isOld(at(0), now))) {
      remove();
    }
  }

  /** By this instance's time, and by that of the order, which goes on whatever clocks say. */
  private boolean isOld(Entry entry, long now) {
    return entry.at <= now - bounds.windowMillis()
        || entry.id.millis() < last.millis() - bounds.windowMillis();
  }

  private void remove() {
    Entry oldest = at(0);
    ring[first] = null;
    first = (first + 1) % ring.length;
    count--;
    bytes -= oldest.weight;
    removed = oldest.id;
  }

  /** Up to here there is nothing more to be heard. */
  synchronized void reached(BroadcastId place) {
    last = place;
  }

  /** Up to here something may be missing. */
  synchronized void forget(BroadcastId place) {
    while (count > 0 && at(0).id.compareTo(place) <= 0) {
      remove();
    }
    if (removed == null || removed.compareTo(place) < 0) {
      removed = place;
    }
  }

  /**
   * What a namespace has between two places.
   *
   * @return empty when not all of it is known here
   */
  Optional<List<Entry>> between(String namespace, BroadcastId after, BroadcastId until) {
    return all(after, until)
        .map(all -> Stream.of(all).filter(entry -> entry.isOf(namespace)).toList());
  }

  private synchronized Optional<Entry[]> all(BroadcastId after, BroadcastId until) {
    trim(time.millis());
    if (removed == null || after.compareTo(removed) < 0 || until.compareTo(last) > 0) {
      return Optional.empty();
    }
    int from = indexBehind(after);
    Entry[] all = new Entry[indexBehind(until) - from];
    for (int i = 0; i < all.length; i++) {
      all[i] = at(from + i);
    }
    return Optional.of(all);
  }

  /** The index of the first that is behind a place. */
  private int indexBehind(BroadcastId place) {
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (at(middle).id.compareTo(place) > 0) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /**
   * A place up to which to read from Redis for what is not here: the rest is. A little more than
   * that would be, so that the answer serves those as well who ask a moment later.
   *
   * @param until the last that is asked for
   */
  synchronized BroadcastId edge(BroadcastId until) {
    trim(time.millis());
    if (removed == null || until.compareTo(last) > 0) {
      return until;
    }
    BroadcastId edge = count > Streams.PAGE ? at(Streams.PAGE).id : last;
    return edge.compareTo(until) < 0 ? edge : until;
  }
}
