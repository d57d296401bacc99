package io.tidings.namespace;

import io.tidings.broadcast.Offset;
import io.tidings.packet.EncodedPacket;
import io.tidings.packet.EncodedPacket.Kind;
import io.tidings.relay.WireReader;
import io.tidings.relay.WireWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The last events that were for one socket alone: 1,000 of them, and of those the last 64 KiB.
 *
 * <p>They are kept as bytes in one ring: many small objects that each live for a second or two are
 * what a garbage collector is worst at.
 */
final class OwnEvents {

  /** What is lost with a connection is seldom more. */
  private static final int MAX_BYTES = 65_536;

  private static final int MAX_EVENTS = 1_000;
  private static final int FIRST_SIZE = 512;

  private static final byte[] NONE = {};

  /** Bytes of the length before each event. */
  private static final int LENGTH = Integer.BYTES;

  private byte[] ring = NONE;
  private int start;
  private int used;
  private int count;

  /** The last one that was dropped; null before the first. */
  private byte[] dropped;

  /**
   * An event, with its offset in it.
   *
   * @param number counts them, from 1
   */
  record Own(long number, Offset offset, EncodedPacket packet) {

    byte[] toBytes() {
      WireWriter out = new WireWriter(packet.size() + 64);
      out.number(number).text(offset.toString()).bytes(packet.text());
      out.number(packet.attachments().size());
      packet.attachments().forEach(out::bytes);
      return out.toBytes();
    }

    static Own read(byte[] bytes) {
      WireReader in = new WireReader(bytes);
      long number = in.number();
      String offset = in.text();
      return new Own(number, Offset.parse(offset), packet(in, offset));
    }

    private static EncodedPacket packet(WireReader in, String offset) {
      byte[] text = in.bytes();
      List<byte[]> attachments = new ArrayList<>();
      for (int left = in.count(); left > 0; left--) {
        attachments.add(in.bytes());
      }
      return EncodedPacket.of(Kind.EVENT, text, attachments, offset);
    }
  }

  /** Whether an event can be kept at all. */
  static boolean fits(byte[] event) {
    return LENGTH + event.length <= MAX_BYTES;
  }

  /** Adds an event as bytes; the oldest make room, and one that is too large is dropped itself. */
  void add(byte[] event) {
    int needed = LENGTH + event.length;
    while (count > 0 && (count == MAX_EVENTS || used + needed > MAX_BYTES)) {
      dropped = take();
    }
    if (!fits(event)) {
      dropped = event;
      return;
    }
    grow(used + needed);
    putLength(event.length);
    put(event);
    count++;
  }

  private void grow(int size) {
    if (size > ring.length) {
      byte[] larger = new byte[Math.min(MAX_BYTES, Math.max(FIRST_SIZE, 2 * size))];
      copy(start, larger, used);
      ring = larger;
      start = 0;
    }
  }

  private void putLength(int length) {
    for (int shift = 24; shift >= 0; shift -= 8) {
      ring[(start + used++) % ring.length] = (byte) (length >>> shift);
    }
  }

  private void put(byte[] event) {
    int at = (start + used) % ring.length;
    int first = Math.min(event.length, ring.length - at);
    System.arraycopy(event, 0, ring, at, first);
    System.arraycopy(event, first, ring, 0, event.length - first);
    used += event.length;
  }

  private void copy(int from, byte[] to, int length) {
    int first = Math.min(length, ring.length - from);
    System.arraycopy(ring, from, to, 0, first);
    System.arraycopy(ring, 0, to, first, length - first);
  }

  private byte[] at(int position) {
    int length = 0;
    for (int i = 0; i < LENGTH; i++) {
      length = length << 8 | ring[(position + i) % ring.length] & 0xff;
    }
    byte[] event = new byte[length];
    copy((position + LENGTH) % ring.length, event, length);
    return event;
  }

  private byte[] take() {
    byte[] oldest = at(start);
    start = (start + LENGTH + oldest.length) % ring.length;
    used -= LENGTH + oldest.length;
    count--;
    return oldest;
  }

  /** Bytes of memory that they take. */
  int size() {
    return ring.length;
  }

  /** Forgets all of them. */
  void clear() {
    ring = NONE;
    start = 0;
    used = 0;
    count = 0;
    dropped = null;
  }

  /** Of the last event that was dropped; empty when none was. */
  Optional<Offset> forgotten() {
    return Optional.ofNullable(dropped).map(event -> Own.read(event).offset());
  }

  /** In the order in which they were added, each as bytes. */
  List<byte[]> all() {
    List<byte[]> all = new ArrayList<>(count);
    int position = start;
    for (int i = 0; i < count; i++) {
      byte[] next = at(position);
      all.add(next);
      position = (position + LENGTH + next.length) % ring.length;
    }
    return all;
  }
}
