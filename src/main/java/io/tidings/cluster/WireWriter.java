package io.tidings.cluster;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes the cluster's binary form: single bytes, unsigned numbers of 7 bits a byte (low bits
 * first, the high bit says that more follow), and byte strings after their length.
 */
final class WireWriter {

  private final ByteArrayOutputStream out;

  WireWriter(int expectedBytes) {
    out = new ByteArrayOutputStream(expectedBytes);
  }

  WireWriter octet(int value) {
    out.write(value);
    return this;
  }

  /**
   * @param value not negative
   */
  WireWriter number(long value) {
    long rest = value;
    while (rest > 0x7f) {
      out.write((int) (rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    out.write((int) rest);
    return this;
  }

  WireWriter bytes(byte[] value) {
    number(value.length);
    out.write(value, 0, value.length);
    return this;
  }

  WireWriter text(String value) {
    return bytes(value.getBytes(StandardCharsets.UTF_8));
  }

  byte[] toBytes() {
    return out.toByteArray();
  }
}
