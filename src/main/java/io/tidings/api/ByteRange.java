package io.tidings.api;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Bytes that a request asks for, of a file whose size is known (RFC 9110, section 14).
 *
 * @param first the first of them, counted from 0
 * @param last the last of them, included; before the first when there are none of them in the file
 */
record ByteRange(long first, long last) {

  private static final Pattern ONE = Pattern.compile("\\s*bytes\\s*=\\s*(\\d*)\\s*-\\s*(\\d*)\\s*");

  private static final ByteRange NONE = new ByteRange(0, -1);

  /** Digits that a {@code long} surely holds; a number that has more is beyond every file. */
  private static final int DIGITS = 18;

  /**
   * Reads the header {@code Range}.
   *
   * @param header null, if there is none
   * @return empty for the whole file: where nothing is asked for, or several ranges, which a server
   *     may answer so, or something that is no range and has to be ignored
   */
  static Optional<ByteRange> of(String header, long size) {
    Matcher range = ONE.matcher(header == null ? "" : header);
    if (!range.matches()) {
      return Optional.empty();
    }
    String first = range.group(1);
    String last = range.group(2);
    if (first.isEmpty()) {
      return last.isEmpty() ? Optional.empty() : end(number(last), size);
    }
    if (!last.isEmpty() && number(last) < number(first)) {
      return Optional.empty();
    }
    return Optional.of(between(number(first), last.isEmpty() ? size - 1 : number(last), size));
  }

  /** Of an empty file, some last bytes are the whole. */
  private static Optional<ByteRange> end(long count, long size) {
    if (count == 0) {
      return Optional.of(NONE);
    }
    return size == 0
        ? Optional.empty()
        : Optional.of(new ByteRange(Math.max(0, size - count), size - 1));
  }

  private static ByteRange between(long first, long last, long size) {
    return first < size ? new ByteRange(first, Math.min(last, size - 1)) : NONE;
  }

  private static long number(String digits) {
    String significant = digits.replaceFirst("^0+(?=.)", "");
    return significant.length() > DIGITS ? Long.MAX_VALUE : Long.parseLong(significant);
  }

  boolean isSatisfiable() {
    return last >= first;
  }

  long length() {
    return last - first + 1;
  }

  /** The header {@code Content-Range}. */
  String contentRange(long size) {
    return isSatisfiable() ? "bytes " + first + "-" + last + "/" + size : "bytes */" + size;
  }
}
