package io.tidings.namespace;

import io.tidings.broadcast.BroadcastId;
import io.tidings.broadcast.Offset;
import io.tidings.packet.EncodedPacket;
import io.tidings.packet.EncodedPacket.Kind;
import io.tidings.packet.SocketPacketEncoder;
import io.tidings.relay.WireReader;
import io.tidings.relay.WireWriter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
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

  /** Bytes, and events, that are remembered: what is lost with a connection is seldom more. */
  private static final int MAX_BYTES = 65_536;

  private static final int MAX_EVENTS = 1_000;

  /** What an event costs besides its bytes. */
  private static final int OVERHEAD = 128;

  private static final long LAST_SEQUENCE = 999_999_999_999_999_999L;

  private final String secret;

  /** Behind it every broadcast was for the socket, if it was selected; null while unknown. */
  private Offset first;

  /** Of the last event; null before the first. */
  private Offset last;

  /** Of the last event that is remembered no more; null while all are. */
  private Offset forgotten;

  /** How many events for this socket alone there have been. */
  private long count;

  private final Deque<Own> own = new ArrayDeque<>(0);
  private int bytes;

  /**
   * An event for this socket alone, with its offset in it.
   *
   * @param number counts them, from 1
   */
  record Own(long number, Offset offset, EncodedPacket packet) {

    int weight() {
      return packet.size() + OVERHEAD;
    }
  }

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
      first = Offset.of(before(offset.last()));
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

  private static BroadcastId before(BroadcastId id) {
    return id.sequence() > 0
        ? new BroadcastId(id.millis(), id.sequence() - 1)
        : new BroadcastId(id.millis() - 1, LAST_SEQUENCE);
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
      own.add(new Own(++count, last, packet));
      bytes += own.peekLast().weight();
    }
    while (own.size() > MAX_EVENTS || bytes > MAX_BYTES) {
      Own dropped = own.poll();
      bytes -= dropped.weight();
      forgotten = dropped.offset();
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

  /**
   * The remembered events behind an offset, in order.
   *
   * @return empty when some are remembered no more
   */
  Optional<List<Own>> after(Offset offset) {
    if (forgotten != null && forgotten.compareTo(offset) > 0) {
      return Optional.empty();
    }
    return Optional.of(own.stream().filter(each -> each.offset().compareTo(offset) > 0).toList());
  }

  /** The client has been sent a broadcast of the past. */
  void passed(Offset offset) {
    if (last == null || offset.compareTo(last) > 0) {
      last = offset;
    }
  }

  void write(WireWriter out) {
    writeStart(out).number(own.size());
    own.forEach(each -> write(out, each));
  }

  /** Without what it remembers. */
  void writeBare(WireWriter out) {
    writeStart(out).number(0);
  }

  private WireWriter writeStart(WireWriter out) {
    return out.text(secret).text(text(first)).text(text(last)).text(text(forgotten)).number(count);
  }

  private static void write(WireWriter out, Own each) {
    out.number(each.number()).text(each.offset().toString()).bytes(each.packet().text());
    out.number(each.packet().attachments().size());
    each.packet().attachments().forEach(out::bytes);
  }

  /** The last event for this socket alone; empty when it was too large to be remembered. */
  Optional<byte[]> lastOwn() {
    return Optional.ofNullable(own.peekLast()).map(Trail::bytes);
  }

  private static byte[] bytes(Own each) {
    WireWriter out = new WireWriter(128);
    write(out, each);
    return out.toBytes();
  }

  List<byte[]> allOwn() {
    return own.stream().map(Trail::bytes).toList();
  }

  /** Remembers what another instance did. */
  private void add(WireReader in) {
    Own remembered = own(in);
    own.add(remembered);
    bytes += remembered.weight();
    passed(remembered.offset());
  }

  /** Remembers what is left of the events of an instance that is gone; some may be missing. */
  void inherit(List<byte[]> events) {
    Offset known = last;
    long number = 0;
    for (byte[] event : events) {
      add(new WireReader(event));
      Own newest = own.peekLast();
      if (newest.number() != number + 1) {
        forgetBefore(newest);
      }
      number = newest.number();
    }
    if (number < count) {
      forgetAll(known);
    }
    count = Math.max(count, number);
  }

  private void forgetBefore(Own newest) {
    Offset offset = newest.offset();
    forgetAll(new Offset(offset.last(), offset.count() - 1, offset.early()));
    own.add(newest);
    bytes = newest.weight();
  }

  private void forgetAll(Offset upTo) {
    own.clear();
    bytes = 0;
    forgotten = upTo;
  }

  private static Own own(WireReader in) {
    return new Own(in.number(), Offset.parse(in.text()), packet(in));
  }

  private static String text(Offset offset) {
    return offset == null ? "" : offset.toString();
  }

  static Trail read(WireReader in) {
    Trail trail = new Trail(in.text());
    trail.first = offset(in.text());
    trail.last = offset(in.text());
    trail.forgotten = offset(in.text());
    trail.count = in.number();
    for (int left = in.count(); left > 0; left--) {
      trail.add(in);
    }
    return trail;
  }

  private static Offset offset(String text) {
    return text.isEmpty() ? null : Offset.parse(text);
  }

  private static EncodedPacket packet(WireReader in) {
    byte[] text = in.bytes();
    List<byte[]> attachments = new ArrayList<>();
    for (int left = in.count(); left > 0; left--) {
      attachments.add(in.bytes());
    }
    return EncodedPacket.of(Kind.EVENT, text, attachments);
  }
}
