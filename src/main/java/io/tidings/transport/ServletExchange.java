package io.tidings.transport;

import io.tidings.engine.Timer;
import jakarta.servlet.AsyncContext;
import java.io.IOException;
import java.util.concurrent.Executor;

/**
 * A request that came to this instance, served asynchronously.
 *
 * <p>Payara ends a request on the thread on which its write listener completes. If that thread is
 * in the middle of another request, both lose their contexts; if the one that brought the request
 * is still on its way out of the container, it trips over what is gone. So an answer is given
 * either by the bringer itself or by a thread that has no request of its own, once the bringer is
 * out.
 */
final class ServletExchange implements Exchange {

  /** Milliseconds that a thread is given to leave the container after our servlet. */
  private static final long WAY_OUT = 5;

  private static final long STILL_INSIDE = Long.MIN_VALUE;

  private final AsyncContext async;
  private final String requestId;
  private final Timer timer;
  private final Executor answers;
  private final Thread bringer = Thread.currentThread();
  private volatile long leftAt = STILL_INSIDE;

  /**
   * @param requestId what a balancer calls it, or nothing
   * @param answers threads that never carry a request
   */
  ServletExchange(AsyncContext async, String requestId, Timer timer, Executor answers) {
    this.async = async;
    this.requestId = requestId;
    this.timer = timer;
    this.answers = answers;
  }

  /** The servlet's method returns. */
  void leave() {
    leftAt = timer.millis();
  }

  @Override
  public String requestId() {
    return requestId;
  }

  @Override
  public void read(int limit, BodyReader.Receiver receiver) throws IOException {
    if (async.getRequest().getContentLengthLong() > limit) {
      receiver.tooLarge();
    } else {
      BodyReader.read(async, limit, receiver);
    }
  }

  @Override
  public void answer(int status, String type, byte[] body) {
    long left = leftAt;
    if (left == STILL_INSIDE && Thread.currentThread() == bringer) {
      BodyWriter.answer(async, status, type, body);
      return;
    }
    long wait = left == STILL_INSIDE ? WAY_OUT : left + WAY_OUT - timer.millis();
    if (wait <= 0) {
      answers.execute(() -> BodyWriter.answer(async, status, type, body));
    } else {
      timer.schedule(wait, () -> answer(status, type, body));
    }
  }
}
