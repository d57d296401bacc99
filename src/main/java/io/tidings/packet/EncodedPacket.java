package io.tidings.packet;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * What is sent to a connection as one unit: an Engine.IO packet, or the text packet of a Socket.IO
 * event followed by its binary attachments. It is encoded once and shared by every receiver; its
 * wire forms, and what it is in JSON frames, are made on first use and kept.
 *
 * <p>Instances are immutable to their users; the arrays they return are shared and must not be
 * changed.
 */
public final class EncodedPacket {

  /** What an outbox may do with a packet when it runs out of room. */
  public enum Kind {
    /** Part of the protocol (open, ping, connect, ack …): never dropped. */
    CONTROL,
    /** An event: dropped only under the policy {@code drop-oldest}. */
    EVENT,
    /** An event whose sender does not mind its loss: the first to go. */
    VOLATILE
  }

  /** Joins the packets of one polling payload (Engine.IO v4). */
  public static final byte RECORD_SEPARATOR = 0x1e;

  private static final byte[] NO_TEXT = new byte[0];

  /** Stands for what is not sent at all. */
  public static final EncodedPacket NOTHING =
      new EncodedPacket(Kind.CONTROL, NO_TEXT, List.of(), null);

  /** A ping of WebSocket itself (RFC 6455, section 5.5.2): a frame, and no message. */
  public static final EncodedPacket PING_FRAME =
      new EncodedPacket(Kind.CONTROL, NO_TEXT, List.of(), null);

  static {
    PING_FRAME.webSocketBytes = new byte[] {(byte) 0x89, 0};
  }

  private static final int OPCODE_TEXT = 0x1;
  private static final int OPCODE_BINARY = 0x2;

  private static final AtomicIntegerFieldUpdater<EncodedPacket> HOLDERS =
      AtomicIntegerFieldUpdater.newUpdater(EncodedPacket.class, "holders");

  private final Kind kind;
  private final byte[] text;
  private final List<byte[]> attachments;

  /** The last argument, where that is an event's offset; else null. */
  private final String offset;

  private volatile byte[] webSocketBytes;
  private volatile byte[] pollingBytes;
  private volatile EncodedPacket json;

  /** Outboxes that have counted it. */
  private volatile int holders;

  private EncodedPacket(Kind kind, byte[] text, List<byte[]> attachments, String offset) {
    this.kind = kind;
    this.text = text;
    this.attachments = List.copyOf(attachments);
    this.offset = offset;
  }

  /** A text packet: its Engine.IO type digit and data, UTF-8 encoded. */
  public static EncodedPacket text(Kind kind, byte[] utf8) {
    return new EncodedPacket(kind, utf8, List.of(), null);
  }

  /** A text packet: its Engine.IO type digit and data. */
  public static EncodedPacket text(Kind kind, String packet) {
    return text(kind, packet.getBytes(StandardCharsets.UTF_8));
  }

  /** A binary message on its own. */
  public static EncodedPacket binary(Kind kind, byte[] message) {
    return new EncodedPacket(kind, NO_TEXT, List.of(message), null);
  }

  /** A text packet and the binary messages that must follow it without anything in between. */
  public static EncodedPacket of(Kind kind, byte[] utf8, List<byte[]> attachments) {
    return new EncodedPacket(kind, utf8, attachments, null);
  }

  /** The same for an event whose last argument is its offset, as these bytes say too. */
  public static EncodedPacket of(Kind kind, byte[] utf8, List<byte[]> attachments, String offset) {
    return new EncodedPacket(kind, utf8, attachments, offset);
  }

  /** The same packet, of which more is to be said in JSON frames than it says itself. */
  EncodedPacket withJson(String frame) {
    EncodedPacket packet = new EncodedPacket(kind, text, attachments, offset);
    packet.json = text(kind, frame);
    return packet;
  }

  public Kind kind() {
    return kind;
  }

  /** The text packet with its type digit, UTF-8 encoded; empty for a lone binary message. */
  public byte[] text() {
    return text;
  }

  public List<byte[]> attachments() {
    return attachments;
  }

  /** The event's offset, where it is the last argument; else null. */
  String offset() {
    return offset;
  }

  /** The packet as a JSON frame, {@link #PING_FRAME}, or {@link #NOTHING}. */
  public EncodedPacket json() {
    EncodedPacket frame = json;
    if (frame == null) {
      frame = JsonFrameEncoder.encode(this);
      json = frame;
    }
    return frame;
  }

  /** Bytes that count against an outbox's limit. */
  public int size() {
    int size = text.length;
    for (byte[] attachment : attachments) {
      size += attachment.length;
    }
    return size;
  }

  /**
   * An outbox counts the packet among what it holds.
   *
   * @return whether it is the first that does
   */
  public boolean hold() {
    return HOLDERS.getAndIncrement(this) == 0;
  }

  /**
   * An outbox that held it does so no more.
   *
   * @return whether it was the last one
   */
  public boolean letGo() {
    return HOLDERS.decrementAndGet(this) == 0;
  }

  /** The packet as unmasked WebSocket frames (RFC 6455, section 5.2), one frame a message. */
  public byte[] webSocketBytes() {
    byte[] bytes = webSocketBytes;
    if (bytes == null) {
      bytes = encodeWebSocket();
      webSocketBytes = bytes;
    }
    return bytes;
  }

  /** The packet as it stands in a polling payload, binary messages as {@code b} and base64. */
  public byte[] pollingBytes() {
    if (attachments.isEmpty()) {
      return text;
    }
    byte[] bytes = pollingBytes;
    if (bytes == null) {
      bytes = encodePolling();
      pollingBytes = bytes;
    }
    return bytes;
  }

  private byte[] encodeWebSocket() {
    ByteArrayOutputStream out = new ByteArrayOutputStream(size() + 10 * (attachments.size() + 1));
    if (text.length > 0) {
      writeFrame(out, OPCODE_TEXT, text);
    }
    for (byte[] attachment : attachments) {
      writeFrame(out, OPCODE_BINARY, attachment);
    }
    return out.toByteArray();
  }

  private static void writeFrame(ByteArrayOutputStream out, int opcode, byte[] payload) {
    int length = payload.length;
    out.write(0x80 | opcode);
    if (length < 126) {
      out.write(length);
    } else if (length < 65536) {
      out.write(126);
      out.write(length >>> 8);
      out.write(length);
    } else {
      out.write(127);
      for (int shift = 56; shift >= 0; shift -= 8) {
        out.write((int) ((long) length >>> shift));
      }
    }
    out.write(payload, 0, length);
  }

  private byte[] encodePolling() {
    ByteArrayOutputStream out = new ByteArrayOutputStream(size() * 4 / 3 + 16);
    out.writeBytes(text);
    for (byte[] attachment : attachments) {
      if (out.size() > 0) {
        out.write(RECORD_SEPARATOR);
      }
      out.write('b');
      out.writeBytes(Base64.getEncoder().encode(attachment));
    }
    return out.toByteArray();
  }

  @Override
  public String toString() {
    String shown = new String(text, 0, Math.min(text.length, 64), StandardCharsets.UTF_8);
    return kind + " " + shown + (text.length > 64 ? "…" : "") + " +" + attachments.size();
  }
}
