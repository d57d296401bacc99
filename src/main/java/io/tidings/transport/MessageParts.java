package io.tidings.transport;

import java.io.ByteArrayOutputStream;
import java.util.Optional;

/**
 * Puts the parts of one connection's messages together, and refuses a message over the limit as
 * soon as it is seen to be one. For one thread at a time.
 */
final class MessageParts {

  /** No character of a string takes more bytes than this in UTF-8. */
  private static final int MAX_BYTES_PER_CHAR = 3;

  private final int limit;
  private StringBuilder text;
  private ByteArrayOutputStream binary;

  /**
   * @param limit bytes a message may have, text as UTF-8
   */
  MessageParts(int limit) {
    this.limit = limit;
  }

  /**
   * Adds a part of a text message.
   *
   * @return the message, when this was its last part
   */
  Optional<String> add(String part, boolean last) throws MessageTooLargeException {
    if (last && text == null) {
      return Optional.of(checked(part));
    }
    if (text == null) {
      text = new StringBuilder(part.length());
    }
    require((long) text.length() + part.length());
    text.append(part);
    if (!last) {
      return Optional.empty();
    }
    String message = text.toString();
    text = null;
    return Optional.of(checked(message));
  }

  /**
   * Adds a part of a binary message.
   *
   * @return the message, when this was its last part
   */
  Optional<byte[]> add(byte[] part, boolean last) throws MessageTooLargeException {
    if (last && binary == null) {
      require(part.length);
      return Optional.of(part);
    }
    if (binary == null) {
      binary = new ByteArrayOutputStream(part.length);
    }
    require((long) binary.size() + part.length);
    binary.writeBytes(part);
    if (!last) {
      return Optional.empty();
    }
    byte[] message = binary.toByteArray();
    binary = null;
    return Optional.of(message);
  }

  private String checked(String message) throws MessageTooLargeException {
    require(message.length());
    if ((long) message.length() * MAX_BYTES_PER_CHAR > limit) {
      require(utf8Length(message));
    }
    return message;
  }

  private void require(long size) throws MessageTooLargeException {
    if (size > limit) {
      throw new MessageTooLargeException(limit);
    }
  }

  private static long utf8Length(String text) {
    long bytes = text.length();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x800 && !Character.isSurrogate(c)) {
        bytes += 2;
      } else if (c >= 0x80) {
        // Each half of a surrogate pair stands for two of its four bytes.
        bytes++;
      }
    }
    return bytes;
  }
}
