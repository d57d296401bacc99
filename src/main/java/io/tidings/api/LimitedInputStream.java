package io.tidings.api;

import io.tidings.access.MemoryBudget;
import io.tidings.access.MemoryBudget.Account;
import io.tidings.access.MemoryBudget.Holding;
import io.tidings.access.MemoryBudget.Use;
import io.tidings.transport.BodyException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Stops reading a body of JSON before it fills the memory: at a limit of its own, and where the
 * memory budget has no room for what is made of it. What was counted is given back by {@link
 * #release}, when the request has been answered.
 */
final class LimitedInputStream extends FilterInputStream {

  /** Bytes of one body. */
  static final int LIMIT = 16 * 1024 * 1024;

  /** Bytes of the heap for each byte of JSON, in strings and values. */
  private static final long WEIGHT = 4;

  private final Account account;
  private final Holding held;
  private long read;

  LimitedInputStream(InputStream in, MemoryBudget budget) {
    super(in);
    account = budget.open(() -> {});
    held = account.holding(Use.UPLOADS);
  }

  /** The request has been answered. */
  void release() {
    held.resize(0);
    account.end();
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

  private void count(int more) throws IOException {
    read += more;
    if (read > LIMIT) {
      throw new TooLargeException();
    }
    if (!held.resize(read * WEIGHT)) {
      throw new NoRoomException();
    }
  }

  /** Turns an exception of ours, which the JSON reader wrapped, into an answer of 413 or 429. */
  static void rethrow(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof TooLargeException) {
        throw Bodies.tooLarge();
      }
      if (cause instanceof NoRoomException) {
        throw Bodies.noRoom();
      }
      if (cause instanceof BodyException e) {
        throw Bodies.refusal(e);
      }
    }
  }

  private static final class TooLargeException extends IOException {
    private static final long serialVersionUID = 1L;
  }

  private static final class NoRoomException extends IOException {
    private static final long serialVersionUID = 1L;
  }
}
