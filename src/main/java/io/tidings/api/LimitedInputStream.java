package io.tidings.api;

import jakarta.ws.rs.core.Response;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Stops reading a body of JSON before it fills the memory. */
final class LimitedInputStream extends FilterInputStream {

  /** Bytes of one body. */
  private static final long LIMIT = 16 * 1024 * 1024;

  private long left = LIMIT;

  LimitedInputStream(InputStream in) {
    super(in);
  }

  @Override
  public int read() throws IOException {
    int value = super.read();
    if (value >= 0) {
      count(1);
    }
    return value;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int count = super.read(buffer, offset, length);
    if (count > 0) {
      count(count);
    }
    return count;
  }

  private void count(int read) throws TooLargeException {
    left -= read;
    if (left < 0) {
      throw new TooLargeException();
    }
  }

  /** Turns the limit's exception, which the JSON reader wrapped, into an answer of 413. */
  static void rethrow(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof TooLargeException) {
        throw Problem.of(
            Response.Status.REQUEST_ENTITY_TOO_LARGE, "a body may have " + LIMIT + " bytes");
      }
    }
  }

  private static final class TooLargeException extends IOException {
    private static final long serialVersionUID = 1L;
  }
}
