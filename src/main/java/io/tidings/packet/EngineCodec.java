package io.tidings.packet;

import io.tidings.packet.EncodedPacket.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Engine.IO v4 on the wire: a type digit and data; in a polling payload, packets joined by {@code
 * 0x1e} with binary messages as {@code b} and base64.
 */
public final class EngineCodec {

  public static final EncodedPacket CLOSE = EncodedPacket.text(Kind.CONTROL, "1");
  public static final EncodedPacket PING = EncodedPacket.text(Kind.CONTROL, "2");
  public static final EncodedPacket PONG_PROBE = EncodedPacket.text(Kind.CONTROL, "3probe");
  public static final EncodedPacket NOOP = EncodedPacket.text(Kind.CONTROL, "6");

  private static final EnginePacket CLOSE_PACKET = new EnginePacket.Close();
  private static final EnginePacket UPGRADE_PACKET = new EnginePacket.Upgrade();
  private static final EnginePacket NOOP_PACKET = new EnginePacket.Noop();
  private static final EnginePacket OPEN_PACKET = new EnginePacket.Open();
  private static final EnginePacket PLAIN_PONG = new EnginePacket.Pong("");

  private EngineCodec() {}

  /**
   * @param handshake the JSON object of the handshake
   */
  public static EncodedPacket open(String handshake) {
    return EncodedPacket.text(Kind.CONTROL, "0" + handshake);
  }

  public static EncodedPacket text(String message) {
    return EncodedPacket.text(Kind.EVENT, "4" + message);
  }

  public static EncodedPacket binary(byte[] message) {
    return EncodedPacket.binary(Kind.EVENT, message);
  }

  /** Reads one text packet. */
  public static EnginePacket decode(String packet) throws PacketException {
    if (packet.isEmpty()) {
      throw new PacketException("empty packet");
    }
    return switch (packet.charAt(0)) {
      case '0' -> OPEN_PACKET;
      case '1' -> CLOSE_PACKET;
      case '2' -> new EnginePacket.Ping(packet.substring(1));
      case '3' -> packet.length() == 1 ? PLAIN_PONG : new EnginePacket.Pong(packet.substring(1));
      case '4' -> new EnginePacket.Text(packet.substring(1));
      case '5' -> UPGRADE_PACKET;
      case '6' -> NOOP_PACKET;
      default -> throw new PacketException("unknown packet type");
    };
  }

  /** Reads the body of a polling POST. */
  public static List<EnginePacket> decodePayload(String payload) throws PacketException {
    List<EnginePacket> packets = new ArrayList<>();
    int from = 0;
    while (true) {
      int to = payload.indexOf(EncodedPacket.RECORD_SEPARATOR, from);
      String packet = payload.substring(from, to < 0 ? payload.length() : to);
      packets.add(packet.startsWith("b") ? decodeBase64(packet) : decode(packet));
      if (to < 0) {
        return packets;
      }
      from = to + 1;
    }
  }

  private static EnginePacket decodeBase64(String packet) throws PacketException {
    try {
      return new EnginePacket.Binary(Base64Text.decode(packet.substring(1)));
    } catch (IllegalArgumentException e) {
      throw new PacketException("bad base64");
    }
  }

  /** Joins packets to the body of a polling answer. */
  public static byte[] encodePayload(List<EncodedPacket> packets) {
    int size = packets.size() - 1;
    for (EncodedPacket packet : packets) {
      size += packet.pollingBytes().length;
    }
    byte[] payload = new byte[size];
    int at = 0;
    for (EncodedPacket packet : packets) {
      if (at > 0) {
        payload[at++] = EncodedPacket.RECORD_SEPARATOR;
      }
      byte[] bytes = packet.pollingBytes();
      System.arraycopy(bytes, 0, payload, at, bytes.length);
      at += bytes.length;
    }
    return payload;
  }
}
