package io.tidings.transport;

import io.tidings.access.MemoryBudget;
import io.tidings.access.MemoryBudget.Account;
import io.tidings.engine.Timer;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Reads a request's body without waiting for it: a client that sends half and falls silent costs no
 * thread, and not for long its connection.
 *
 * <p>The end is where everything has been read. That everything has arrived says less, and it is
 * all that Payara says: its {@code isFinished()} is true, and its {@code onAllDataRead()} may be
 * called by another thread, while bytes are still to be read. So whichever thread the container
 * calls with, one at a time reads, and the others have it look again.
 */
final class BodyReader implements ReadListener {

  /** Where a body goes. Exactly one of the methods is called, once. */
  interface Receiver {
    void complete(String body);

    /** The same, for who wants the bytes. */
    default void complete(ByteArrayOutputStream body) {
      complete(body.toString(StandardCharsets.UTF_8));
    }

    void tooLarge();

    /** The memory budget is spent. */
    default void noRoom() {
      tooLarge();
    }

    /** It comes more slowly than {@link BodyPace} allows. */
    default void tooSlow() {
      broken();
    }

    void broken();
  }

  /** The length of a body that does not say it. */
  static final long UNKNOWN = -1;

  private final ServletInputStream in;
  private final long length;
  private final int limit;
  private final Receiver receiver;
  private final ByteArrayOutputStream body = new ByteArrayOutputStream(256);
  private final byte[] buffer = new byte[4096];
  private final Account account;
  private final PartialMessage held = new PartialMessage();

  /**
   * Calls of the container that the reading thread has yet to look into; above 0 for ever after the
   * end.
   */
  private final AtomicInteger calls = new AtomicInteger();

  private volatile boolean allArrived;
  private volatile boolean failed;
  private volatile boolean slow;
  private volatile boolean over;
  private volatile Timer.Handle pace = () -> {};

  /**
   * @param length bytes, or {@link #UNKNOWN}
   * @param account counts what has been read in the memory budget; is ended with the body
   */
  BodyReader(ServletInputStream in, long length, int limit, Account account, Receiver receiver) {
    this.in = in;
    this.account = account;
    this.length = length;
    this.limit = limit;
    this.receiver = receiver;
  }

  /**
   * @param request one that is served asynchronously
   * @param limit bytes; a longer body is not read to its end, nor is one for which the memory
   *     budget has no room
   */
  static void read(
      HttpServletRequest request, int limit, MemoryBudget budget, Timer timer, Receiver receiver)
      throws IOException {
    // In chunks, a length that is said all the same means nothing (RFC 9112, section 6.3).
    boolean inChunks = request.getHeader("Transfer-Encoding") != null;
    long length = inChunks ? UNKNOWN : request.getContentLengthLong();
    ServletInputStream in = request.getInputStream();
    BodyReader reader = new BodyReader(in, length, limit, budget.open(() -> {}), receiver);
    reader.pace(timer, BodyPace.ending(request, timer));
    in.setReadListener(reader);
  }

  /**
   * Ends the body when it is too slow from now on.
   *
   * @param whenSlow ends its connection, too
   */
  void pace(Timer timer, Runnable whenSlow) {
    pace(timer, timer.millis(), whenSlow);
  }

  private void pace(Timer timer, long began, Runnable whenSlow) {
    long left = began + BodyPace.allowed(body.size()) - timer.millis();
    if (over) {
      return;
    }
    if (left <= 0) {
      slow = true;
      proceed();
      whenSlow.run();
    } else {
      pace = timer.schedule(left, () -> pace(timer, began, whenSlow));
      if (over) {
        pace.cancel();
      }
    }
  }

  @Override
  public void onDataAvailable() {
    proceed();
  }

  @Override
  public void onAllDataRead() {
    allArrived = true;
    proceed();
  }

  @Override
  public void onError(Throwable failure) {
    failed = true;
    proceed();
  }

  private void proceed() {
    if (calls.getAndIncrement() > 0) {
      return;
    }
    int seen;
    do {
      seen = calls.get();
      Outcome outcome = failed ? Outcome.BROKEN : slow ? Outcome.TOO_SLOW : readOn();
      if (outcome != Outcome.MORE) {
        // The calls are not counted down: the stream may soon belong to another request.
        tell(outcome);
        return;
      }
    } while (calls.addAndGet(-seen) > 0);
  }

  private Outcome readOn() {
    try {
      while (hasMore()) {
        int count = in.read(buffer);
        if (count > 0 && body.size() + count > limit) {
          return Outcome.TOO_LARGE;
        }
        body.write(buffer, 0, Math.max(count, 0));
        if (!held.resize(body.size(), account)) {
          return Outcome.NO_ROOM;
        }
        // To ask again after the end would have Payara call onAllDataRead on a thread of another
        // pool, and Grizzly wait for more.
        if (count < 0 || isWhole()) {
          return end();
        }
      }
      return allArrived ? end() : Outcome.MORE;
    } catch (IOException e) {
      return Outcome.BROKEN;
    }
  }

  private boolean hasMore() throws IOException {
    return allArrived ? in.available() > 0 : in.isReady();
  }

  private boolean isWhole() throws IOException {
    return length >= 0 ? body.size() >= length : in.isFinished() && in.available() == 0;
  }

  private Outcome end() {
    return body.size() < length ? Outcome.BROKEN : Outcome.WHOLE;
  }

  private void tell(Outcome outcome) {
    over = true;
    pace.cancel();
    held.end();
    account.end();
    switch (outcome) {
      case WHOLE -> receiver.complete(body);
      case TOO_LARGE -> receiver.tooLarge();
      case NO_ROOM -> receiver.noRoom();
      case TOO_SLOW -> receiver.tooSlow();
      default -> receiver.broken();
    }
  }

  private enum Outcome {
    MORE,
    WHOLE,
    TOO_LARGE,
    NO_ROOM,
    TOO_SLOW,
    BROKEN
  }
}
