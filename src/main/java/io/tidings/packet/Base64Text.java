package io.tidings.packet;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * Base64 as clients write it: in the ordinary alphabet or in the one for URLs (RFC 4648, sections 4
 * and 5), with or without padding, in one piece or, as the Socket.IO client in Java does, in lines.
 */
final class Base64Text {

  private Base64Text() {}

  /**
   * Reads base64. Nothing is passed over but CR and LF.
   *
   * @throws IllegalArgumentException when it is none
   */
  static byte[] decode(String text) {
    byte[] ascii = text.getBytes(StandardCharsets.ISO_8859_1);
    int length = hasVariants(text) ? toPlain(ascii) : ascii.length;
    return Base64.getDecoder()
        .decode(length == ascii.length ? ascii : Arrays.copyOf(ascii, length));
  }

  private static boolean hasVariants(String text) {
    return text.indexOf('\n') >= 0
        || text.indexOf('\r') >= 0
        || text.indexOf('-') >= 0
        || text.indexOf('_') >= 0;
  }

  /** Does so in place, and returns how many bytes there are then. */
  private static int toPlain(byte[] ascii) {
    int to = 0;
    for (byte each : ascii) {
      switch (each) {
        case '\r', '\n' -> {
          // Only breaks a line.
        }
        case '-' -> ascii[to++] = '+';
        case '_' -> ascii[to++] = '/';
        default -> ascii[to++] = each;
      }
    }
    return to;
  }
}
