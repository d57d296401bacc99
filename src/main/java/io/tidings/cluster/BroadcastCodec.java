package io.tidings.cluster;

import io.tidings.broadcast.Broadcast;
import io.tidings.broadcast.Selection;
import io.tidings.packet.EncodedPacket;
import io.tidings.relay.MalformedFrameException;
import io.tidings.relay.WireReader;
import io.tidings.relay.WireWriter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The binary form of a broadcast: a header, which alone says whom it concerns, and a body of bytes
 * that are ready for the clients.
 *
 * <pre>
 * header  version (1) · flags · namespace · count, rooms · count, excepted rooms
 * body    text · count, attachments
 * flags   bits 0-1 the packet's kind, bit 2 lossy
 * </pre>
 *
 * Texts and attachments follow their length, counts and lengths are written as {@link WireWriter}
 * says. A broadcast for the sockets of one instance has no binary form: it never leaves.
 */
final class BroadcastCodec {

  private static final int VERSION = 1;
  private static final int KIND = 0b011;
  private static final int LOSSY = 0b100;
  private static final EncodedPacket.Kind[] KINDS = EncodedPacket.Kind.values();

  /** Room for lengths, flags and short names. */
  private static final int HEADER_ESTIMATE = 96;

  /** What can be known of a broadcast before its body is read. */
  record Header(String namespace, Selection selection, EncodedPacket.Kind kind) {}

  private BroadcastCodec() {}

  static byte[] encode(Broadcast broadcast) {
    Selection selection = broadcast.selection();
    if (selection.local()) {
      throw new IllegalArgumentException("a local broadcast does not leave its instance");
    }
    EncodedPacket packet = broadcast.packet();
    WireWriter out = new WireWriter(packet.size() + HEADER_ESTIMATE);
    out.octet(VERSION).octet(packet.kind().ordinal() | (selection.lossy() ? LOSSY : 0));
    out.text(broadcast.namespace());
    out.texts(selection.rooms()).texts(selection.except());
    out.bytes(packet.text()).number(packet.attachments().size());
    packet.attachments().forEach(out::bytes);
    return out.toBytes();
  }

  /**
   * Reads the header and leaves {@code in} at the body.
   *
   * @throws MalformedFrameException when the bytes are not a broadcast
   */
  static Header header(WireReader in) {
    int version = in.octet();
    if (version != VERSION) {
      throw new MalformedFrameException("a broadcast of version " + version);
    }
    int flags = in.octet();
    int kind = flags & KIND;
    if (kind >= KINDS.length || flags > (KIND | LOSSY)) {
      throw new MalformedFrameException("flags " + flags);
    }
    String namespace = in.text();
    Set<String> rooms = readSet(in);
    Set<String> except = readSet(in);
    boolean lossy = (flags & LOSSY) != 0;
    return new Header(namespace, new Selection(rooms, except, false, lossy), KINDS[kind]);
  }

  /**
   * Reads the body that follows a header.
   *
   * @throws MalformedFrameException when it is no body, or when anything follows it
   */
  static Broadcast body(Header header, WireReader in) {
    byte[] text = in.bytes();
    int count = in.count();
    List<byte[]> attachments = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      attachments.add(in.bytes());
    }
    if (in.hasMore()) {
      throw new MalformedFrameException("bytes behind a broadcast");
    }
    EncodedPacket packet = EncodedPacket.of(header.kind(), text, attachments);
    return new Broadcast(header.namespace(), header.selection(), packet);
  }

  private static Set<String> readSet(WireReader in) {
    return new LinkedHashSet<>(in.texts());
  }
}
