package io.tidings.cluster;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.ToIntFunction;

/**
 * Sends items in order, in batches of which one is on its way at a time. An item that finds nothing
 * on its way leaves alone and at once; what arrives meanwhile leaves together afterwards, so that
 * batches grow with the load and with nothing else.
 *
 * <p>A batch that fails stays at the head and is sent again, the same items under the same number,
 * until it succeeds; the items behind it wait.
 *
 * @param <T> an item
 * @param <R> what a batch that was sent is answered with
 */
final class Pipeline<T, R> implements AutoCloseable {

  /** What takes the batches. */
  interface Sink<T, R> {

    /** An item was taken, and has this number. Called one at a time, in order; must not block. */
    default void taken(T item, long number) {}

    /** Sends a batch; called again with the same one after it failed. Does not throw. */
    CompletionStage<R> send(Batch<T> batch);

    /** A batch was sent. Called when the next is on its way already. */
    void sent(Batch<T> batch, R answer);

    /** An item will never be sent: the pipeline was closed. */
    void abandoned(T item);
  }

  /**
   * Consecutive items.
   *
   * @param first number of the first of them; items are numbered from 1
   */
  record Batch<T>(long first, List<T> items) {}

  private static final int MOST_ITEMS = 1_000;
  private static final int MOST_BYTES = 1_000_000;

  private final Sink<T, R> sink;
  private final ToIntFunction<T> size;
  private final long limit;
  private final Scheduler scheduler;
  private final Outage outage;

  private final Deque<T> queue = new ArrayDeque<>();
  private Batch<T> onItsWay = new Batch<>(1, List.of());
  private long bytes;
  private long taken;
  private boolean busy = true;
  private boolean closed;

  /**
   * @param size bytes of an item
   * @param limit bytes that may wait, those on their way included
   */
  Pipeline(Sink<T, R> sink, ToIntFunction<T> size, long limit, String what, Scheduler scheduler) {
    this.sink = sink;
    this.size = size;
    this.limit = limit;
    this.scheduler = scheduler;
    this.outage = new Outage(what, scheduler);
  }

  /** Lets the first batch go. Until then items wait. */
  void start() {
    next();
  }

  /** Takes an item, unless too much waits already or the pipeline is closed: then false. */
  boolean offer(T item) {
    synchronized (this) {
      int itemBytes = size.applyAsInt(item);
      if (closed || bytes + itemBytes > limit) {
        return false;
      }
      bytes += itemBytes;
      queue.add(item);
      taken++;
      sink.taken(item, taken);
      if (busy) {
        return true;
      }
      busy = true;
    }
    next();
    return true;
  }

  private void next() {
    Batch<T> batch;
    synchronized (this) {
      batch = take();
      onItsWay = batch;
      busy = !batch.items().isEmpty();
    }
    if (!batch.items().isEmpty()) {
      send(batch);
    }
  }

  private Batch<T> take() {
    List<T> items = new ArrayList<>();
    long taken = 0;
    while (!queue.isEmpty() && items.size() < MOST_ITEMS) {
      taken += size.applyAsInt(queue.peek());
      if (taken > MOST_BYTES && !items.isEmpty()) {
        break;
      }
      items.add(queue.poll());
    }
    return new Batch<>(onItsWay.first() + onItsWay.items().size(), items);
  }

  private void send(Batch<T> batch) {
    sink.send(batch)
        .whenComplete(
            (result, failure) -> {
              if (failure == null) {
                succeeded(batch, result);
              } else {
                failed(batch, failure);
              }
            });
  }

  private void succeeded(Batch<T> batch, R result) {
    synchronized (this) {
      if (closed) {
        return;
      }
      outage.succeeded();
      for (T item : batch.items()) {
        bytes -= size.applyAsInt(item);
      }
    }
    next();
    sink.sent(batch, result);
  }

  private synchronized void failed(Batch<T> batch, Throwable failure) {
    if (!closed) {
      scheduler.after(outage.failed(failure), () -> send(batch));
    }
  }

  /** Abandons what has not been sent. */
  @Override
  public void close() {
    List<T> left = new ArrayList<>();
    synchronized (this) {
      closed = true;
      left.addAll(onItsWay.items());
      left.addAll(queue);
      queue.clear();
    }
    left.forEach(sink::abandoned);
  }
}
