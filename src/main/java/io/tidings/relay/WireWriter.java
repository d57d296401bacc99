package io.tidings.relay;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;

/**
 * Writes the binary form of what instances tell each other: single bytes, unsigned numbers of 7
 * bits a byte (low bits first, the high bit says that more follow), and byte strings after their
 * length. It does not say what is what: {@link WireReader} is asked for the same in the same order.
 */
public final class WireWriter {

  private byte[] out;
  private int length;

  /**
   * @param expectedBytes more may come
   */
  public WireWriter(int expectedBytes) {
    out = new byte[expectedBytes];
  }

  private void makeRoom(int more) {
    if (more > out.length - length) {
      out = Arrays.copyOf(out, Math.max(Math.addExact(length, more), 2 * out.length));
    }
  }

  /** A byte: the lowest eight bits. */
  public WireWriter octet(int value) {
    makeRoom(1);
    out[length++] = (byte) value;
    return this;
  }

  public WireWriter flag(boolean value) {
    return octet(value ? 1 : 0);
  }

  /**
   * An int or a long; small ones take less.
   *
   * @throws IllegalArgumentException when it is negative
   */
  public WireWriter number(long value) {
    if (value < 0) {
      throw new IllegalArgumentException("negative: " + value);
    }
    long rest = value;
    while (rest > 0x7f) {
      octet((int) (rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    return octet((int) rest);
  }

  public WireWriter bytes(byte[] value) {
    number(value.length);
    makeRoom(value.length);
    System.arraycopy(value, 0, out, length, value.length);
    length += value.length;
    return this;
  }

  /** A text, as UTF-8. */
  public WireWriter text(String value) {
    return bytes(value.getBytes(StandardCharsets.UTF_8));
  }

  /** Texts, in their order. */
  public WireWriter texts(Collection<String> values) {
    number(values.size());
    values.forEach(this::text);
    return this;
  }

  public byte[] toBytes() {
    return Arrays.copyOf(out, length);
  }
}
