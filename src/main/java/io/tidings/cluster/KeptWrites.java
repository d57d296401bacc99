package io.tidings.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.redisson.api.RScript;
import org.redisson.client.codec.ByteArrayCodec;

/**
 * Brings Redis's picture of this instance's sockets up to date. One write is on its way at a time:
 * the first leaves at once, what follows soon leaves together. One that failed is sent again as it
 * was, under its number, until it succeeds.
 */
final class KeptWrites implements AutoCloseable {

  /** Between two writes, in milliseconds, so that many events share one. */
  private static final long PAUSE = 5;

  private static final Script<Long> WRITE =
      new Script<>(RScript.ReturnType.LONG, ByteArrayCodec.INSTANCE, "gone", "kept", "kept-write");

  private final Redis redis;
  private final KeptScope scope;
  private final KeptSockets sockets;
  private final Scheduler scheduler;
  private final Outage outage;
  private volatile boolean busy;
  private volatile boolean closed;
  private long number;
  private List<CompletableFuture<Void>> waiting = new ArrayList<>();

  KeptWrites(Redis redis, KeptScope scope, KeptSockets sockets, Scheduler scheduler) {
    this.redis = redis;
    this.scope = scope;
    this.sockets = sockets;
    this.scheduler = scheduler;
    this.outage = new Outage("Writing what is kept of sockets", scheduler);
  }

  /** Writes what has changed, now or after what is on its way. */
  void changed() {
    if (!busy) {
      next();
    }
  }

  /** Completes when Redis has all that was changed before this call; it may wait for more. */
  CompletionStage<Void> written() {
    CompletableFuture<Void> written = new CompletableFuture<>();
    synchronized (this) {
      waiting.add(written);
    }
    tellIfClean();
    return written;
  }

  private void tellIfClean() {
    List<CompletableFuture<Void>> served;
    synchronized (this) {
      if (busy || !sockets.isClean()) {
        return;
      }
      served = waiting;
      waiting = new ArrayList<>();
    }
    served.forEach(waiter -> waiter.complete(null));
  }

  private void next() {
    synchronized (this) {
      if (busy || closed || sockets.isClean()) {
        return;
      }
      busy = true;
    }
    KeptBatch batch = new KeptBatch();
    sockets.moveTo(batch);
    if (batch.isEmpty()) {
      rested();
    } else {
      number++;
      send(scope.arguments(batch.arguments(number)));
    }
  }

  private void send(Object[] arguments) {
    redis
        .call(WRITE, scope.names(), arguments)
        .whenComplete(
            (answer, failure) -> {
              if (failure == null) {
                outage.succeeded();
                scheduler.after(PAUSE, this::rested);
              } else if (!closed) {
                scheduler.after(outage.failed(failure), () -> send(arguments));
              }
            });
  }

  private void rested() {
    synchronized (this) {
      busy = false;
    }
    tellIfClean();
    next();
  }

  @Override
  public void close() {
    closed = true;
  }
}
