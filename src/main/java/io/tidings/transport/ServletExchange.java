package io.tidings.transport;

import io.tidings.access.MemoryBudget;
import io.tidings.engine.Timer;
import io.tidings.transport.DisconnectMonitor.Watch;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.function.Function;

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
  private final MemoryBudget budget;
  private final Function<Runnable, Watch> connection;
  private final Object id = new Object();
  private final Thread bringer = Thread.currentThread();
  private volatile long leftAt = STILL_INSIDE;
  private volatile Runnable whenDisconnected = () -> {};

  /** Whether it was answered, or its client disconnected; what comes second does nothing. */
  private boolean over;

  private Watch watch = Watch.NONE;

  /**
   * @param requestId what a balancer calls it, or nothing
   * @param answers threads that never carry a request
   * @param budget counts a body that is on its way, in or out
   * @param connection begins to look whether the client disconnects, and calls when it does
   */
  ServletExchange(
      AsyncContext async,
      String requestId,
      Timer timer,
      Executor answers,
      MemoryBudget budget,
      Function<Runnable, Watch> connection) {
    this.async = async;
    this.requestId = requestId;
    this.timer = timer;
    this.answers = answers;
    this.budget = budget;
    this.connection = connection;
  }

  /** The servlet's method returns. */
  void leave() {
    leftAt = timer.millis();
    if (isOver()) {
      return;
    }
    Watch begun = connection.apply(this::disconnected);
    synchronized (this) {
      if (!over) {
        watch = begun;
        return;
      }
    }
    begun.end(there -> {});
  }

  private synchronized boolean isOver() {
    return over;
  }

  @Override
  public void whenDisconnected(Runnable task) {
    whenDisconnected = task;
  }

  @Override
  public Object id() {
    return id;
  }

  private void disconnected() {
    synchronized (this) {
      if (over) {
        // Whoever answers it is told so.
        return;
      }
      over = true;
    }
    afterBringer(this::lose);
  }

  private void lose() {
    BodyWriter.complete(async);
    whenDisconnected.run();
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
      BodyReader.read((HttpServletRequest) async.getRequest(), limit, budget, timer, receiver);
    }
  }

  @Override
  public void answer(int status, String type, byte[] body) {
    Watch last;
    synchronized (this) {
      if (over) {
        return;
      }
      over = true;
      last = watch;
    }
    if (leftAt == STILL_INSIDE && Thread.currentThread() == bringer) {
      write(status, type, body);
    } else {
      last.end(there -> afterBringer(there ? () -> write(status, type, body) : this::lose));
    }
  }

  private void write(int status, String type, byte[] body) {
    Runnable whenLost = () -> whenDisconnected.run();
    if (body.length <= budget.free()) {
      BodyWriter.answer(async, status, type, body, whenLost, () -> {});
      return;
    }
    HeldAnswer held = new HeldAnswer(budget, body.length, this::lose);
    if (held.isAdmitted()) {
      BodyWriter.answer(async, status, type, body, whenLost, held::release);
    } else {
      lose();
    }
  }

  /** On a thread that has no request, once the bringer is out. */
  private void afterBringer(Runnable task) {
    long left = leftAt;
    long wait = left == STILL_INSIDE ? WAY_OUT : left + WAY_OUT - timer.millis();
    if (wait <= 0) {
      answers.execute(task);
    } else {
      timer.schedule(wait, () -> afterBringer(task));
    }
  }
}
