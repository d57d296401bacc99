package io.tidings.namespace;

import io.tidings.engine.Timer;
import io.tidings.packet.Arguments;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;

/** The answers that a socket's client owes. */
final class Acks {

  /** Held for as long as a time-out holds this object: {@link Departed} holds sockets weakly. */
  private final Socket owner;

  private final Timer timer;
  private final long firstId;
  private Map<Long, Pending> pending;
  private long nextId;
  private boolean closed;
  private boolean handedOver;

  private record Pending(CompletableFuture<Arguments> answer, Timer.Handle timeout) {}

  /**
   * @param owner is not forgotten as long as an answer is awaited, wherever it lives by then
   * @param firstId lower ids were given out where the socket lived before
   */
  Acks(Socket owner, Timer timer, long firstId) {
    this.owner = owner;
    this.timer = timer;
    this.firstId = firstId;
    this.nextId = firstId;
  }

  /** Whether an answer belongs to an event that was sent from here. */
  boolean isOwn(long id) {
    return id >= firstId;
  }

  /** The id that is given out next. */
  synchronized long next() {
    return nextId;
  }

  /** Gives out no more ids, and returns the one with which another instance goes on. */
  synchronized long handOver() {
    handedOver = true;
    return nextId;
  }

  /**
   * Expects an answer.
   *
   * @param timeout milliseconds
   * @param emit sends the event with the id that it is given
   * @return fails with {@link TimeoutException}, or {@link DisconnectedException} when the socket
   *     is gone; empty when ids are given out elsewhere by now
   */
  Optional<CompletionStage<Arguments>> expect(long timeout, LongConsumer emit) {
    CompletableFuture<Arguments> answer = new CompletableFuture<>();
    long id;
    synchronized (this) {
      if (closed) {
        return Optional.of(CompletableFuture.failedFuture(new DisconnectedException()));
      }
      if (handedOver) {
        return Optional.empty();
      }
      id = nextId++;
      if (pending == null) {
        pending = new HashMap<>();
      }
      long ackId = id;
      Timer.Handle handle = timer.schedule(timeout, () -> timedOut(ackId, timeout));
      pending.put(id, new Pending(answer, handle));
    }
    try {
      emit.accept(id);
    } catch (RuntimeException e) {
      remove(id).timeout.cancel();
      throw e;
    }
    return Optional.of(answer);
  }

  /** Takes an answer; one that nobody waits for any more is dropped. */
  void answered(long id, Arguments arguments) {
    Pending found = remove(id);
    if (found != null) {
      found.timeout.cancel();
      found.answer.complete(arguments);
    }
  }

  private void timedOut(long id, long timeout) {
    Pending found = remove(id);
    if (found != null) {
      found.answer.completeExceptionally(
          new TimeoutException("no answer within " + timeout + " ms"));
    }
  }

  private synchronized Pending remove(long id) {
    return pending == null ? null : pending.remove(id);
  }

  /**
   * Nothing more will be answered. Those who wait hear it on a thread of their own: this one may be
   * the dispatcher's, and whoever publishes may have to wait for that.
   */
  void close() {
    List<Pending> all;
    synchronized (this) {
      closed = true;
      all = pending == null ? List.of() : List.copyOf(pending.values());
      pending = null;
    }
    if (!all.isEmpty()) {
      all.forEach(each -> each.timeout.cancel());
      CompletableFuture.runAsync(() -> all.forEach(Acks::gone));
    }
  }

  private static void gone(Pending pending) {
    pending.answer.completeExceptionally(new DisconnectedException());
  }
}
