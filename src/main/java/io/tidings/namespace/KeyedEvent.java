package io.tidings.namespace;

import io.tidings.packet.Arguments;
import io.tidings.packet.SocketPacket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.function.Consumer;

/**
 * An event that came with an {@link IdempotencyKey}, and where it is to be handled.
 *
 * @param client is sent the answer; null when it wants none
 * @param inbox of the connection that it came by
 */
record KeyedEvent(
    Socket socket,
    SocketPacket.Event event,
    EventHandler handler,
    Consumer<Arguments> client,
    Inbox inbox) {

  /**
   * The name under which the event is known: of one namespace, one {@link RetryScope}, one event
   * name and one key.
   *
   * @param key as the client sent it
   */
  String name(String key) {
    StringBuilder name = new StringBuilder();
    for (String part : List.of(socket.namespace(), RetryScope.of(socket), event.name(), key)) {
      // With its length: no part can pass for two.
      name.append(part.length()).append(':').append(part).append('\n');
    }
    return name.toString();
  }

  /**
   * Tells events of the same name with other arguments from each other.
   *
   * @param arguments without the key
   */
  static byte[] fingerprint(Arguments arguments) {
    MessageDigest digest = sha256();
    byte[] json = arguments.json().getBytes(StandardCharsets.UTF_8);
    digest.update(length(json));
    digest.update(json);
    for (byte[] attachment : arguments.attachments()) {
      digest.update(length(attachment));
      digest.update(attachment);
    }
    return digest.digest();
  }

  private static byte[] length(byte[] data) {
    return ByteBuffer.allocate(Integer.BYTES).putInt(data.length).array();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
