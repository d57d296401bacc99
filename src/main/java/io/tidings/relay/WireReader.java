package io.tidings.relay;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads what {@link WireWriter} wrote. Every length is checked against what is left before memory
 * is taken for it; anything that does not fit is a {@link MalformedFrameException}.
 */
public final class WireReader {

  private static final int MAX_NUMBER_BITS = 63;

  private final byte[] bytes;
  private final int end;
  private int position;

  /**
   * @param bytes not to be changed afterwards
   */
  public WireReader(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  private WireReader(byte[] bytes, int start, int end) {
    this.bytes = bytes;
    this.position = start;
    this.end = end;
  }

  /** A byte, 0 to 255. */
  public int octet() {
    if (position == end) {
      throw new MalformedFrameException("ends too early");
    }
    return bytes[position++] & 0xff;
  }

  public boolean flag() {
    int octet = octet();
    if (octet > 1) {
      throw new MalformedFrameException("a flag of " + octet);
    }
    return octet == 1;
  }

  /** A number that is not negative. */
  public long number() {
    long value = 0;
    for (int shift = 0; shift < MAX_NUMBER_BITS; shift += 7) {
      int octet = octet();
      value |= (long) (octet & 0x7f) << shift;
      if (octet < 0x80) {
        return value;
      }
    }
    throw new MalformedFrameException("a number of more than 63 bits");
  }

  /** A number that was an int when it was written. */
  public int integer() {
    long number = number();
    if (number > Integer.MAX_VALUE) {
      throw new MalformedFrameException(number + " is no int");
    }
    return (int) number;
  }

  /** A number of things that take at least one byte each. */
  public int count() {
    long count = number();
    if (count > end - position) {
      throw new MalformedFrameException(count + " announced, " + (end - position) + " bytes left");
    }
    return (int) count;
  }

  public byte[] bytes() {
    int start = skip();
    return Arrays.copyOfRange(bytes, start, position);
  }

  public String text() {
    int start = skip();
    return new String(bytes, start, position - start, StandardCharsets.UTF_8);
  }

  /** Texts, in their order. */
  public List<String> texts() {
    int count = count();
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      texts.add(text());
    }
    return texts;
  }

  /** A reader of the byte string that comes next, without a copy of it. */
  public WireReader part() {
    int start = skip();
    return new WireReader(bytes, start, position);
  }

  /** Another reader of what is left, without a copy of it. */
  public WireReader again() {
    return new WireReader(bytes, position, end);
  }

  /** Everything that is left, as text. */
  public String rest() {
    int start = position;
    position = end;
    return new String(bytes, start, end - start, StandardCharsets.UTF_8);
  }

  /** Everything that is left. */
  public byte[] remaining() {
    byte[] left = Arrays.copyOfRange(bytes, position, end);
    position = end;
    return left;
  }

  /** Bytes that are left. */
  public int left() {
    return end - position;
  }

  public boolean hasMore() {
    return position < end;
  }

  private int skip() {
    int length = count();
    int start = position;
    position += length;
    return start;
  }
}
