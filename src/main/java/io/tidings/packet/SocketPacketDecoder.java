package io.tidings.packet;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads the Socket.IO packets of one connection, {@code <type>[<attachments>-][<namespace>,][<ack
 * id>][json]}, and puts binary attachments back to the packet they follow. Not safe for use by two
 * threads at once.
 */
public final class SocketPacketDecoder {

  /** As many as clients accept since socket.io-parser 4.2.6. */
  public static final int MAX_ATTACHMENTS = 10;

  /** Characters of a namespace's name; longer ones are refused. */
  public static final int MAX_NAMESPACE = 512;

  /** More digits than any client counts to, and safe in a long. */
  private static final int MAX_ACK_DIGITS = 18;

  private static final byte[] NOTHING = {};

  private final AttachmentCheck check;
  private Header pending;
  private final List<byte[]> attachments = new ArrayList<>(1);

  /** Whether the attachments that are awaited belong to nobody, and are dropped as they come. */
  private boolean dropping;

  /** Asks, once the header of a packet with attachments is known, whether somebody wants them. */
  public interface AttachmentCheck {

    /**
     * @return false to drop the packet when it is complete, without keeping its attachments
     * @throws PacketException when the client must not send such a packet
     */
    boolean wants(String namespace) throws PacketException;
  }

  /** One that takes packets for all namespaces. */
  public SocketPacketDecoder() {
    this(namespace -> true);
  }

  public SocketPacketDecoder(AttachmentCheck check) {
    this.check = check;
  }

  /** Whether attachments are awaited. */
  public boolean isPartial() {
    return pending != null;
  }

  /** Whether the attachments that are awaited are dropped. */
  public boolean isDropping() {
    return dropping;
  }

  /** What stands before a packet's JSON, and that. */
  record Header(char type, int attachments, String namespace, OptionalLong ackId, String json) {}

  /**
   * @return the packet, unless attachments must follow first
   */
  public Optional<SocketPacket> text(String message) throws PacketException {
    if (pending != null) {
      throw new PacketException("text packet between attachments");
    }
    Header header = header(message);
    if (header.attachments > 0) {
      dropping = !check.wants(header.namespace);
      pending = header;
      return Optional.empty();
    }
    return Optional.of(packet(header, List.of()));
  }

  /**
   * @return the packet that the attachment completes
   */
  public Optional<SocketPacket> binary(byte[] attachment) throws PacketException {
    if (pending == null) {
      throw new PacketException("attachment without a packet");
    }
    attachments.add(dropping ? NOTHING : attachment);
    if (attachments.size() < pending.attachments) {
      return Optional.empty();
    }
    Header header = pending;
    List<byte[]> complete = List.copyOf(attachments);
    pending = null;
    attachments.clear();
    if (dropping) {
      dropping = false;
      return Optional.empty();
    }
    Placeholders.check(header.json, complete.size());
    return Optional.of(packet(header, complete));
  }

  static Header header(String message) throws PacketException {
    if (message.isEmpty() || message.charAt(0) < '0' || message.charAt(0) > '6') {
      throw new PacketException("unknown packet type");
    }
    char type = message.charAt(0);
    int at = 1;
    int count = 0;
    if (type == '5' || type == '6') {
      int dash = message.indexOf('-', at);
      count = attachmentCount(message, at, dash);
      at = dash + 1;
    }
    String namespace = "/";
    if (at < message.length() && message.charAt(at) == '/') {
      int comma = message.indexOf(',', at);
      int end = comma < 0 ? message.length() : comma;
      if (end - at > MAX_NAMESPACE) {
        throw new PacketException("namespace too long");
      }
      namespace = message.substring(at, end);
      if (!NameRules.isWellFormed(namespace)) {
        // JSON frames can say it by an escape, and in Redis it would be another namespace.
        throw new PacketException("half of a surrogate pair in a namespace");
      }
      at = comma < 0 ? end : end + 1;
    }
    int digits = at;
    while (digits < message.length() && isDigit(message.charAt(digits))) {
      digits++;
    }
    OptionalLong ackId = OptionalLong.empty();
    if (digits > at) {
      if (digits - at > MAX_ACK_DIGITS) {
        throw new PacketException("ack id too long");
      }
      ackId = OptionalLong.of(Long.parseLong(message, at, digits, 10));
    }
    return new Header(type, count, namespace, ackId, message.substring(digits));
  }

  private static int attachmentCount(String message, int from, int dash) throws PacketException {
    if (dash <= from || dash - from > 2) {
      throw new PacketException("illegal attachments");
    }
    int count = 0;
    for (int i = from; i < dash; i++) {
      if (!isDigit(message.charAt(i))) {
        throw new PacketException("illegal attachments");
      }
      count = 10 * count + message.charAt(i) - '0';
    }
    if (count > MAX_ATTACHMENTS) {
      throw new PacketException("too many attachments");
    }
    return count;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static SocketPacket packet(Header header, List<byte[]> attachments)
      throws PacketException {
    return switch (header.type) {
      case '0' -> new SocketPacket.Connect(header.namespace, auth(header.json));
      case '1' -> disconnect(header);
      case '2', '5' -> event(header, attachments);
      case '3', '6' -> ack(header, attachments);
      default -> throw new PacketException("packet not allowed from a client");
    };
  }

  /** What was sent as auth, an empty object for nothing. */
  static String auth(String json) throws PacketException {
    if (json.isEmpty()) {
      return "{}";
    }
    JsonScanner scanner = new JsonScanner(json);
    if (json.charAt(0) != '{' || scanner.skipWhiteSpace(scanner.endOfValue(0)) < json.length()) {
      throw new PacketException("auth is not a JSON object");
    }
    return json;
  }

  private static SocketPacket disconnect(Header header) throws PacketException {
    if (!header.json.isEmpty()) {
      throw new PacketException("disconnect with a payload");
    }
    return new SocketPacket.Disconnect(header.namespace);
  }

  private static SocketPacket event(Header header, List<byte[]> attachments)
      throws PacketException {
    Arguments all = Arguments.parse(header.json, attachments);
    String name;
    if (all.isText(0)) {
      name = all.text(0);
    } else if (all.isNumber(0)) {
      name = all.json(0);
    } else {
      throw new PacketException("event without a name");
    }
    if (EventNames.isReserved(name)) {
      throw new PacketException("reserved event name");
    }
    return new SocketPacket.Event(header.namespace, header.ackId, name, all.without(1));
  }

  private static SocketPacket ack(Header header, List<byte[]> attachments) throws PacketException {
    if (header.ackId.isEmpty()) {
      throw new PacketException("ack without an id");
    }
    Arguments arguments = Arguments.parse(header.json, attachments);
    return new SocketPacket.Ack(header.namespace, header.ackId.getAsLong(), arguments);
  }
}
