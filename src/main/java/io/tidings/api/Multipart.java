package io.tidings.api;

import io.tidings.files.TooLargeException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads a body of {@code multipart/form-data} (RFC 7578), part after part, as it comes. JAX-RS's
 * own way keeps parts in memory or in files before it hands them out; this keeps one buffer.
 */
final class Multipart {

  /** What may surround a file in its body, in bytes: boundaries, headers, fields. */
  static final int SURROUNDINGS = 64 * 1024;

  private static final int BUFFER = 64 * 1024;
  private static final int MAX_HEADERS = 8192;

  private static final Pattern BOUNDARY =
      Pattern.compile("[0-9A-Za-z'()+_,./:=? -]{0,69}[0-9A-Za-z'()+_,./:=?-]");

  private final InputStream in;
  private final byte[] delimiter;
  private final long limit;
  private final byte[] buffer = new byte[BUFFER];
  private int start;
  private int end;

  /** Bytes at {@link #start} that are known to be content. */
  private int clear;

  private boolean inContent = true;
  private long total;

  /**
   * @param boundary as the content type says; or null
   * @param limit bytes of the body
   * @throws MalformedException when it is no boundary
   */
  Multipart(InputStream in, String boundary, long limit) throws MalformedException {
    if (boundary == null || !BOUNDARY.matcher(boundary).matches()) {
      throw new MalformedException("has no boundary");
    }
    this.in = in;
    this.limit = limit;
    this.delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.US_ASCII);
    // The line break of the first boundary may be missing; so it is there always.
    buffer[0] = '\r';
    buffer[1] = '\n';
    end = 2;
  }

  /**
   * Goes to the next part, over what is left of the one before.
   *
   * @return empty after the last
   * @throws MalformedException when the body is not as it should be, or ends too soon
   * @throws TooLargeException when the body is longer than it may be
   */
  Optional<MultipartPart> next() throws IOException {
    while (skip()) {}
    require(2);
    if (buffer[start] == '-' && buffer[start + 1] == '-') {
      return Optional.empty();
    }
    MultipartPart part = MultipartPart.of(headers(), new Content());
    inContent = true;
    return Optional.of(part);
  }

  private boolean skip() throws IOException {
    if (!isContent()) {
      return false;
    }
    start += clear;
    clear = 0;
    return true;
  }

  /** Whether there is content at {@link #start}; if not, the boundary has been left behind. */
  private boolean isContent() throws IOException {
    while (inContent && clear == 0) {
      int at = find(delimiter);
      if (at == start) {
        start += delimiter.length;
        inContent = false;
      } else {
        clear = Math.max(0, (at > 0 ? at : end - delimiter.length + 1) - start);
        if (clear == 0) {
          fill();
        }
      }
    }
    return inContent;
  }

  /** The rest of the boundary's line, and the lines up to the empty one. */
  private String headers() throws IOException {
    byte[] emptyLine = {'\r', '\n', '\r', '\n'};
    int at = find(emptyLine);
    while (at < 0) {
      if (end - start > MAX_HEADERS) {
        throw new MalformedException(
            "has a part with more than " + MAX_HEADERS + " bytes of headers");
      }
      fill();
      at = find(emptyLine);
    }
    String headers = new String(buffer, start, at - start, StandardCharsets.UTF_8);
    start = at + emptyLine.length;
    return headers;
  }

  /** Where it is in the buffer; negative when it is not there whole. */
  private int find(byte[] what) {
    for (int at = start; at <= end - what.length; at++) {
      if (buffer[at] == what[0] && matches(at, what)) {
        return at;
      }
    }
    return -1;
  }

  private boolean matches(int at, byte[] what) {
    for (int i = 1; i < what.length; i++) {
      if (buffer[at + i] != what[i]) {
        return false;
      }
    }
    return true;
  }

  private void require(int count) throws IOException {
    while (end - start < count) {
      fill();
    }
  }

  private void fill() throws IOException {
    System.arraycopy(buffer, start, buffer, 0, end - start);
    end -= start;
    start = 0;
    int count = in.read(buffer, end, buffer.length - end);
    if (count < 0) {
      throw new MalformedException("ends before its last boundary");
    }
    end += count;
    total += count;
    if (total > limit) {
      throw new TooLargeException(limit - SURROUNDINGS);
    }
  }

  /** Of the part that is read now. */
  private final class Content extends InputStream {

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      if (!isContent()) {
        return -1;
      }
      int count = Math.min(length, clear);
      System.arraycopy(buffer, start, to, offset, count);
      start += count;
      clear -= count;
      return count;
    }
  }

  /** A body that is not what it says it is. */
  static final class MalformedException extends IOException {

    private static final long serialVersionUID = 1L;

    /**
     * @param detail what is wrong, to be read after the name of the body
     */
    MalformedException(String detail) {
      super(detail);
    }
  }
}
