package io.tidings.packet;

import io.tidings.packet.EncodedPacket.Kind;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes Socket.IO v5 packets, each as the Engine.IO message that carries it. */
public final class SocketPacketEncoder {

  private SocketPacketEncoder() {}

  public static EncodedPacket connect(String namespace, String socketId) {
    String json = "{\"sid\":" + JsonText.quote(socketId) + "}";
    return EncodedPacket.text(Kind.CONTROL, start('0', namespace).append(json).toString());
  }

  /**
   * The answer to a client that may come back to its socket.
   *
   * @param recoveryId known to this client alone: whoever has it is given the socket
   */
  public static EncodedPacket connect(String namespace, String socketId, String recoveryId) {
    StringBuilder json = start('0', namespace).append("{\"sid\":");
    JsonText.appendQuoted(json, socketId);
    JsonText.appendQuoted(json.append(",\"pid\":"), recoveryId);
    return EncodedPacket.text(Kind.CONTROL, json.append('}').toString());
  }

  /** The same for one that has come back to its socket. */
  public static EncodedPacket reconnect(String namespace, String socketId, String recoveryId) {
    EncodedPacket answer = connect(namespace, socketId, recoveryId);
    return answer.withJson(JsonFrameEncoder.connected(answer, true));
  }

  /**
   * The same event with its offset as one more, last, argument: what clients of Socket.IO keep to
   * say how far they have come.
   *
   * @param event an event that asks for no answer
   * @param offset without characters that JSON escapes
   */
  public static EncodedPacket withOffset(EncodedPacket event, String offset) {
    byte[] text = event.text();
    byte[] more = (",\"" + offset + "\"]").getBytes(StandardCharsets.US_ASCII);
    // In place of the bracket that ends the array; the name is always before it.
    byte[] all = Arrays.copyOf(text, text.length - 1 + more.length);
    System.arraycopy(more, 0, all, text.length - 1, more.length);
    return EncodedPacket.of(event.kind(), all, event.attachments(), offset);
  }

  /**
   * @param data JSON text, or null for none
   */
  public static EncodedPacket connectError(String namespace, String message, String data) {
    StringBuilder out = start('4', namespace).append("{\"message\":");
    JsonText.appendQuoted(out, message);
    if (data != null) {
      out.append(",\"data\":").append(data);
    }
    return EncodedPacket.text(Kind.CONTROL, out.append('}').toString());
  }

  public static EncodedPacket disconnect(String namespace) {
    return EncodedPacket.text(Kind.CONTROL, start('1', namespace).toString());
  }

  /**
   * An event that asks for no answer.
   *
   * @throws IllegalArgumentException when its name is reserved
   */
  public static EncodedPacket event(Kind kind, String namespace, String name, Arguments arguments) {
    return event(kind, namespace, "", name, arguments);
  }

  /**
   * An event whose receiver is to answer with {@code ackId}.
   *
   * @throws IllegalArgumentException when its name is reserved
   */
  public static EncodedPacket event(
      String namespace, long ackId, String name, Arguments arguments) {
    return event(Kind.EVENT, namespace, Long.toString(ackId), name, arguments);
  }

  private static EncodedPacket event(
      Kind kind, String namespace, String ackId, String name, Arguments arguments) {
    EventNames.check(name);
    StringBuilder out = start('2', '5', namespace, arguments).append(ackId).append('[');
    JsonText.appendQuoted(out, name);
    String inner = arguments.inner();
    if (!inner.isEmpty()) {
      out.append(',').append(inner);
    }
    return encoded(kind, out.append(']'), arguments);
  }

  public static EncodedPacket ack(String namespace, long ackId, Arguments arguments) {
    StringBuilder out = start('3', '6', namespace, arguments).append(ackId);
    return encoded(Kind.CONTROL, out.append(arguments.json()), arguments);
  }

  private static EncodedPacket encoded(Kind kind, StringBuilder text, Arguments arguments) {
    byte[] utf8 = text.toString().getBytes(StandardCharsets.UTF_8);
    return EncodedPacket.of(kind, utf8, arguments.attachments());
  }

  private static StringBuilder start(
      char plain, char binary, String namespace, Arguments arguments) {
    int attachments = arguments.attachments().size();
    if (attachments == 0) {
      return start(plain, namespace);
    }
    StringBuilder out = new StringBuilder(64).append('4').append(binary);
    return appendNamespace(out.append(attachments).append('-'), namespace);
  }

  private static StringBuilder start(char type, String namespace) {
    return appendNamespace(new StringBuilder(64).append('4').append(type), namespace);
  }

  private static StringBuilder appendNamespace(StringBuilder out, String namespace) {
    return namespace.equals("/") ? out : out.append(namespace).append(',');
  }
}
