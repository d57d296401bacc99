package io.tidings.namespace;

import io.tidings.access.MemoryBudget.Holding;
import io.tidings.broadcast.BroadcastId;
import io.tidings.broadcast.Offset;
import io.tidings.namespace.OwnEvents.Own;
import io.tidings.packet.EncodedPacket;
import io.tidings.packet.EncodedPacket.Kind;
import io.tidings.packet.SocketPacketEncoder;
import io.tidings.relay.WireReader;
import io.tidings.relay.WireWriter;
import java.util.List;
import java.util.Optional;

/**
 * How far a socket's client has come: gives the socket's events their offsets, and remembers of
 * them what no history does, because it was for this socket alone, or for this instance. Used under
 * the socket's lock.
 *
 * <p>The offsets of one socket rise in the order in which it is sent the events.
 */
final class Trail {

  private final String secret;

  /** Behind it every broadcast was for the socket, if it was selected; null while unknown. */
  private Offset first;

  /** Of the last event; null before the first. */
  private Offset last;

  /** Of the last event that another instance remembered no more; null where it remembered all. */
  private Offset forgottenBefore;

  /** How many events for this socket alone there have been. */
  private long count;

  private final OwnEvents own = new OwnEvents();

  /** The last event for this socket alone; null before the first. */
  private byte[] newest;

  /** Counts {@link #own} in the memory budget; null while the socket is not known to recovery. */
  private Holding held;

  /**
   * @param secret by which the client comes back
   */
  Trail(String secret) {
    this.secret = secret;
  }

  String secret() {
    return secret;
  }

  /** From this place on the socket is among those that broadcasts are for. */
  void beginsAt(BroadcastId place) {
    if (first == null) {
      first = Offset.of(place);
    }
  }

  /** What the socket is sent of a broadcast. */
  EncodedPacket packet(Delivery delivery) {
    if (delivery.broadcast().selection().local()) {
      return remember(delivery.packet(), last);
    }
    Offset offset = delivery.offset();
    if (first == null) {
      first = Offset.of(offset.last().before());
    }
    if (offset.count() == 0) {
      last = offset;
      return delivery.packetWithOffset();
    }
    // Delivered before its turn, and perhaps behind events of this socket's own.
    long count = Math.max(offset.count(), next(offset.last()));
    last = new Offset(offset.last(), count, offset.early());
    return SocketPacketEncoder.withOffset(delivery.packet(), last.toString());
  }

  private long next(BroadcastId place) {
    return last == null || !last.last().equals(place) ? 1 : last.count() + 1;
  }

  /** What the socket is sent of an event for it alone. */
  EncodedPacket packet(EncodedPacket event) {
    return remember(event, last);
  }

  /**
   * Remembers an event while the client is away.
   *
   * @param now of the last broadcast on this instance; null before the first
   */
  void away(EncodedPacket event, Offset now) {
    boolean later = now != null && (last == null || now.compareTo(last) > 0);
    remember(event, later ? now : last);
  }

  private EncodedPacket remember(EncodedPacket event, Offset after) {
    Offset begin = after == null ? Offset.of(place()) : after;
    last = new Offset(begin.last(), begin.count() + 1, begin.early());
    EncodedPacket packet = SocketPacketEncoder.withOffset(event, last.toString());
    if (event.kind() != Kind.VOLATILE) {
      newest = new Own(++count, last, packet).toBytes();
      own.add(newest);
      count();
    }
    return packet;
  }

  /** Of the last broadcast that the socket was sent, or behind which it begins. */
  BroadcastId place() {
    Offset known = last == null ? first : last;
    return known == null ? BroadcastId.NONE : known.last();
  }

  /**
   * Behind which offset the client misses something.
   *
   * @param seen the last that it has seen, if any
   * @return empty when that is not known
   */
  Optional<Offset> since(Optional<Offset> seen) {
    if (first == null) {
      return Optional.empty();
    }
    return Optional.of(seen.filter(offset -> offset.compareTo(first) > 0).orElse(first));
  }

  /** Counts in a memory budget from now on what is remembered; nowhere, where it is null. */
  void countBy(Holding holding) {
    if (held != null) {
      held.resize(0);
    }
    held = holding;
    count();
  }

  private void count() {
    if (held != null && !held.resize(own.size())) {
      forget();
    }
  }

  /** Remembers none of the events any more: a client that has missed one does not come back. */
  void forget() {
    forgetAll(last);
    if (held != null) {
      held.resize(0);
    }
  }

  /**
   * The remembered events behind an offset, in order.
   *
   * @return empty when some are remembered no more
   */
  Optional<List<Own>> after(Offset offset) {
    if (forgotten().filter(last -> last.compareTo(offset) > 0).isPresent()) {
      return Optional.empty();
    }
    List<Own> all = own.all().stream().map(Own::read).toList();
    return Optional.of(all.stream().filter(each -> each.offset().compareTo(offset) > 0).toList());
  }

  /** Of the last event that is remembered no more; empty while all are. */
  private Optional<Offset> forgotten() {
    return own.forgotten().or(() -> Optional.ofNullable(forgottenBefore));
  }

  /** The client has been sent a broadcast of the past. */
  void passed(Offset offset) {
    if (last == null || offset.compareTo(last) > 0) {
      last = offset;
    }
  }

  void write(WireWriter out) {
    List<byte[]> events = own.all();
    writeStart(out).number(events.size());
    events.forEach(out::bytes);
  }

  /** Without what it remembers. */
  void writeBare(WireWriter out) {
    writeStart(out).number(0);
  }

  private WireWriter writeStart(WireWriter out) {
    return out.text(secret)
        .text(text(first))
        .text(text(last))
        .text(text(forgotten().orElse(null)))
        .number(count);
  }

  /**
   * The last event for this socket alone, as bytes; empty when it was too large to be remembered.
   */
  Optional<byte[]> lastOwn() {
    return Optional.ofNullable(newest).filter(OwnEvents::fits);
  }

  List<byte[]> allOwn() {
    return own.all();
  }

  /** Remembers what another instance did. */
  private void add(byte[] event) {
    own.add(event);
    newest = event;
    passed(Own.read(event).offset());
  }

  /** Remembers what is left of the events of an instance that is gone; some may be missing. */
  void inherit(List<byte[]> events) {
    Offset known = last;
    long number = 0;
    for (byte[] event : events) {
      Own next = Own.read(event);
      if (next.number() != number + 1) {
        Offset offset = next.offset();
        forgetAll(new Offset(offset.last(), offset.count() - 1, offset.early()));
      }
      add(event);
      number = next.number();
    }
    if (number < count) {
      forgetAll(known);
    }
    count = Math.max(count, number);
  }

  private void forgetAll(Offset upTo) {
    own.clear();
    forgottenBefore = upTo;
  }

  private static String text(Offset offset) {
    return offset == null ? "" : offset.toString();
  }

  static Trail read(WireReader in) {
    Trail trail = new Trail(in.text());
    trail.first = offset(in.text());
    trail.last = offset(in.text());
    trail.forgottenBefore = offset(in.text());
    trail.count = in.number();
    for (int left = in.count(); left > 0; left--) {
      trail.add(in.bytes());
    }
    return trail;
  }

  private static Offset offset(String text) {
    return text.isEmpty() ? null : Offset.parse(text);
  }
}
