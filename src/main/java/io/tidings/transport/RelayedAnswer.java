package io.tidings.transport;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The answer to a relayed request, on its way back.
 *
 * <pre>status (2 bytes) · length of the type (1 byte) · type · body</pre>
 */
record RelayedAnswer(int status, String type, byte[] body) {

  byte[] encode() {
    byte[] ascii = type.getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(3 + ascii.length + body.length)
        .putShort((short) status)
        .put((byte) ascii.length)
        .put(ascii)
        .put(body)
        .array();
  }

  static RelayedAnswer decode(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    int status = in.getShort();
    byte[] type = new byte[in.get()];
    in.get(type);
    byte[] body = new byte[in.remaining()];
    in.get(body);
    return new RelayedAnswer(status, new String(type, StandardCharsets.US_ASCII), body);
  }
}
