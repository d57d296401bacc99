package io.tidings.packet;

import java.nio.charset.StandardCharsets;

/** Events as {@link SocketPacketEncoder} writes them, without an ack id, read again. */
public final class EventText {

  private EventText() {}

  /**
   * The event's name, as the first, and its arguments.
   *
   * @param namespace to which the event was sent
   * @throws PacketException when it is no such event
   */
  public static Arguments parse(EncodedPacket event, String namespace) throws PacketException {
    String text = new String(event.text(), StandardCharsets.UTF_8);
    boolean plain = text.startsWith("42");
    int at = plain ? 2 : text.indexOf('-') + 1;
    if (!plain && (!text.startsWith("45") || at == 0)) {
      throw new PacketException("not an event");
    }
    if (text.startsWith(namespace + ",", at)) {
      at += namespace.length() + 1;
    }
    Arguments all = Arguments.parse(text.substring(at), event.attachments());
    if (!all.isText(0)) {
      throw new PacketException("event without a name");
    }
    return all;
  }
}
