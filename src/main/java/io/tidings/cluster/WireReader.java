package io.tidings.cluster;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads what {@link WireWriter} wrote. Every length is checked against what is left before memory
 * is taken for it; anything that does not fit is a {@link MalformedFrameException}.
 */
final class WireReader {

  private static final int MAX_NUMBER_BITS = 63;

  private final byte[] bytes;
  private final int end;
  private int position;

  WireReader(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  private WireReader(byte[] bytes, int start, int end) {
    this.bytes = bytes;
    this.position = start;
    this.end = end;
  }

  int octet() {
    if (position == end) {
      throw new MalformedFrameException("ends too early");
    }
    return bytes[position++] & 0xff;
  }

  long number() {
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

  /** A number of things that take at least one byte each. */
  int count() {
    long count = number();
    if (count > end - position) {
      throw new MalformedFrameException(count + " announced, " + (end - position) + " bytes left");
    }
    return (int) count;
  }

  byte[] bytes() {
    int start = skip();
    return Arrays.copyOfRange(bytes, start, position);
  }

  String text() {
    int start = skip();
    return new String(bytes, start, position - start, StandardCharsets.UTF_8);
  }

  /** A reader of the byte string that comes next, without a copy of it. */
  WireReader part() {
    int start = skip();
    return new WireReader(bytes, start, position);
  }

  /** Everything that is left, as text. */
  String rest() {
    int start = position;
    position = end;
    return new String(bytes, start, end - start, StandardCharsets.UTF_8);
  }

  boolean hasMore() {
    return position < end;
  }

  private int skip() {
    int length = count();
    int start = position;
    position += length;
    return start;
  }
}
