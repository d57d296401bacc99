package io.tidings.transport;

import io.tidings.access.MemoryBudget;
import io.tidings.engine.Timer;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An event stream as the answer to an asynchronous request. It is written on few threads of its
 * own, which never carry a request, one of them at a time; a listener that does not read costs the
 * bytes that wait for it and no thread.
 *
 * <p>Like a {@link ServletExchange} it is completed only when the thread that brought the request
 * is out of the container.
 */
final class ServletStream implements EventStream, WriteListener, AsyncListener {

  /** Milliseconds that a thread is given to leave the container after our servlet. */
  private static final long WAY_OUT = 5;

  private final AsyncContext async;
  private final ServletOutputStream out;
  private final Object connection;
  private final MemoryBudget.Account account;
  private final StreamOutbox outbox;
  private final Timer timer;
  private final Executor threads;

  /** How often it was asked to write since the one who writes has begun. */
  private final AtomicInteger asked = new AtomicInteger();

  private final List<Runnable> tasksAtTheEnd = new ArrayList<>(1);
  private volatile boolean writable;
  private volatile boolean ending;
  private volatile boolean cut;
  private volatile boolean left;
  private boolean unflushed;
  private boolean over;
  private Runnable whenDrained;

  /**
   * @param connection for {@link GrizzlyConnections#cut}, or null
   * @param maxBytes that may wait
   * @param budget counts what waits; a stream that holds too much of it is cut
   */
  ServletStream(
      AsyncContext async,
      ServletOutputStream out,
      Object connection,
      long maxBytes,
      MemoryBudget budget,
      Timer timer,
      Executor threads) {
    this.async = async;
    this.out = out;
    this.connection = connection;
    this.account =
        budget.open(
            () -> {
              cut();
              wake();
            });
    this.outbox = new StreamOutbox(maxBytes, account.holding(MemoryBudget.Use.STREAMS));
    this.timer = timer;
    this.threads = threads;
  }

  /** The method returns that brought the request; soon nothing can be recycled under its feet. */
  void leave() {
    timer.schedule(
        WAY_OUT,
        () -> {
          left = true;
          wake();
        });
  }

  @Override
  public void send(byte[] frame) {
    if (!outbox.offer(frame)) {
      cut();
    }
    wake();
  }

  /** The listener takes too little: what it has got, it will say when it comes back. */
  private void cut() {
    cut = true;
    ending = true;
    outbox.discard();
  }

  @Override
  public void whenDrained(Runnable task) {
    synchronized (this) {
      whenDrained = task;
    }
    wake();
  }

  @Override
  public void end() {
    outbox.close();
    ending = true;
    wake();
  }

  @Override
  public void whenOver(Runnable task) {
    synchronized (this) {
      if (!over) {
        tasksAtTheEnd.add(task);
        return;
      }
    }
    task.run();
  }

  @Override
  public void onWritePossible() {
    writable = true;
    wake();
  }

  @Override
  public void onError(Throwable failure) {
    broken();
  }

  @Override
  public void onComplete(AsyncEvent event) {
    broken();
  }

  @Override
  public void onTimeout(AsyncEvent event) {
    broken();
  }

  @Override
  public void onError(AsyncEvent event) {
    broken();
  }

  @Override
  public void onStartAsync(AsyncEvent event) {
    // Nobody starts it again.
  }

  private void wake() {
    if (asked.getAndIncrement() == 0) {
      threads.execute(this::work);
    }
  }

  private void work() {
    int seen;
    do {
      seen = asked.get();
      try {
        write();
      } catch (IOException | RuntimeException e) {
        // The listener has gone, and the container perhaps has ended the request by itself.
        broken();
      }
    } while (!asked.compareAndSet(seen, 0));
  }

  private void write() throws IOException {
    while (!isOver() && !cut && left && writable && hasWork()) {
      if (!out.isReady()) {
        // The container calls onWritePossible, perhaps it has already.
        return;
      }
      step();
    }
    if (ending && left && (cut || (outbox.isEmpty() && !unflushed)) && ends()) {
      threads.execute(this::close);
    }
  }

  private boolean hasWork() {
    return unflushed || !outbox.isEmpty() || isAwaited();
  }

  private void step() throws IOException {
    byte[] next = outbox.take();
    if (next != null) {
      out.write(next);
      unflushed = true;
    } else if (unflushed) {
      out.flush();
      unflushed = false;
    } else {
      drained();
    }
  }

  private synchronized boolean isAwaited() {
    return whenDrained != null && !ending;
  }

  private synchronized boolean isOver() {
    return over;
  }

  private void drained() {
    Runnable task;
    synchronized (this) {
      task = whenDrained;
      whenDrained = null;
    }
    task.run();
  }

  private void close() {
    if (cut) {
      // It would hold the connection for as long as it likes.
      GrizzlyConnections.cut(connection);
    }
    try {
      async.complete();
    } catch (IllegalStateException e) {
      // It has ended, which is what was asked for.
    }
  }

  private void broken() {
    outbox.discard();
    ending = true;
    if (ends()) {
      timer.schedule(2 * WAY_OUT, () -> threads.execute(this::close));
    }
  }

  /**
   * @return whether it was not over before
   */
  private boolean ends() {
    List<Runnable> tasks;
    synchronized (this) {
      if (over) {
        return false;
      }
      over = true;
      whenDrained = null;
      tasks = List.copyOf(tasksAtTheEnd);
    }
    account.end();
    tasks.forEach(threads::execute);
    return true;
  }
}
