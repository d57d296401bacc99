package io.tidings.packet;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidings.packet.EncodedPacket.Kind;
import io.tidings.packet.SocketPacketDecoder.Header;

/**
 * Writes packets as the JSON frames of {@code /ws}. What has no such form, as Engine.IO's open
 * packet, is {@link EncodedPacket#NOTHING}; a text that is a JSON object is a frame already.
 */
public final class JsonFrameEncoder {

  /** The answer to a client's {@code {"type":"ping"}}. */
  public static final EncodedPacket PONG = EncodedPacket.text(Kind.CONTROL, "{\"type\":\"pong\"}");

  private JsonFrameEncoder() {}

  /** What tells a client that the connection ends, and by which fault of its own. */
  public static EncodedPacket complaint(String why) {
    StringBuilder out = new StringBuilder("{\"type\":\"error\",\"code\":\"protocol\",\"message\":");
    JsonText.appendQuoted(out, why);
    return EncodedPacket.text(Kind.CONTROL, out.append('}').toString());
  }

  static EncodedPacket encode(EncodedPacket packet) {
    String text = new String(packet.text(), UTF_8);
    if (text.startsWith("{")) {
      return packet;
    }
    if (text.equals("2")) {
      return EncodedPacket.PING_FRAME;
    }
    try {
      return text.startsWith("4")
          ? EncodedPacket.text(packet.kind(), frame(packet, text.substring(1)))
          : EncodedPacket.NOTHING;
    } catch (PacketException e) {
      return EncodedPacket.NOTHING;
    }
  }

  private static String frame(EncodedPacket packet, String message) throws PacketException {
    Header header = SocketPacketDecoder.header(message);
    return switch (header.type()) {
      case '0' -> connected(header, false);
      case '1' -> start("disconnect", header).append('}').toString();
      case '2', '5' -> event(header, packet);
      case '3', '6' -> ack(header, packet);
      default -> refused(header);
    };
  }

  /** The frame for a server's connect packet. */
  static String connected(EncodedPacket packet, boolean recovered) {
    try {
      return connected(
          SocketPacketDecoder.header(new String(packet.text(), UTF_8).substring(1)), recovered);
    } catch (PacketException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static String connected(Header header, boolean recovered) {
    return start("connected", header)
        .append(',')
        .append(members(header.json()))
        .append(",\"recovered\":")
        .append(recovered)
        .append('}')
        .toString();
  }

  private static String refused(Header header) {
    return start("error", header)
        .append(",\"code\":\"refused\",")
        .append(members(header.json()))
        .append('}')
        .toString();
  }

  /** What is between the braces. */
  private static String members(String object) {
    return object.substring(1, object.length() - 1);
  }

  private static String event(Header header, EncodedPacket packet) throws PacketException {
    String array = withoutOffset(header.json(), packet.offset());
    int end = new JsonScanner(array).endOfValue(1);
    StringBuilder out = start("event", header);
    out.append(",\"event\":").append(array, 1, end).append(",\"args\":");
    String arguments = "[" + array.substring(array.charAt(end) == ',' ? end + 1 : end);
    out.append(BinaryMarks.write(arguments, packet.attachments()));
    header.ackId().ifPresent(id -> out.append(",\"id\":").append(id));
    if (packet.offset() != null) {
      JsonText.appendQuoted(out.append(",\"offset\":"), packet.offset());
    }
    return out.append('}').toString();
  }

  private static String withoutOffset(String array, String offset) {
    // Behind the name or another argument: a comma, the offset in quotes, and the bracket.
    return offset == null
        ? array
        : array.substring(0, array.length() - offset.length() - 4).concat("]");
  }

  private static String ack(Header header, EncodedPacket packet) {
    return start("ack", header)
        .append(",\"id\":")
        .append(header.ackId().orElseThrow())
        .append(",\"args\":")
        .append(BinaryMarks.write(header.json(), packet.attachments()))
        .append('}')
        .toString();
  }

  private static StringBuilder start(String type, Header header) {
    StringBuilder out = new StringBuilder(64 + header.json().length());
    out.append("{\"type\":\"").append(type).append("\",\"namespace\":");
    JsonText.appendQuoted(out, header.namespace());
    return out;
  }
}
