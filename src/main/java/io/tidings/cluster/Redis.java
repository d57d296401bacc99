package io.tidings.cluster;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.redisson.api.RScript;
import org.redisson.api.RTopic;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.ByteArrayCodec;
import org.redisson.client.codec.StringCodec;

/**
 * Redis, as far as this package needs it. No call blocks and none throws: a call that comes before
 * the first connection waits for it.
 */
final class Redis {

  private static final Script<Long> HELLO =
      new Script<>(RScript.ReturnType.LONG, StringCodec.INSTANCE, "hello");

  private static final long READ_SECONDS = 5;

  /** Milliseconds until a read that failed is tried again. */
  private static final long READ_AGAIN = 200;

  private final RedissonClient client;
  private final RedisKeys keys;
  private final Scheduler scheduler;
  private final Outage outage;
  private final Outage reading;
  private final CompletableFuture<Void> connected = new CompletableFuture<>();

  /**
   * @param scheduler its thread may be blocked while there is no connection
   */
  Redis(RedissonClient client, RedisKeys keys, Scheduler scheduler) {
    this.client = client;
    this.keys = keys;
    this.scheduler = scheduler;
    this.outage = new Outage("Connecting to Redis", scheduler);
    this.reading = new Outage("Reading from Redis", scheduler);
  }

  /** Starts to connect, and keeps trying. */
  void connect() {
    // The client's first call connects on the caller's thread, for seconds, and throws what fails.
    scheduler.after(0, this::tryToConnect);
  }

  private void tryToConnect() {
    try {
      HELLO.call(client, List.of(keys.leases())).whenComplete((one, failure) -> tried(failure));
    } catch (RuntimeException e) {
      tried(e);
    }
  }

  private void tried(Throwable failure) {
    if (failure == null) {
      outage.succeeded();
      connected.complete(null);
    } else {
      scheduler.after(outage.failed(failure), this::tryToConnect);
    }
  }

  <R> CompletionStage<R> call(Script<R> script, List<String> keys, Object... arguments) {
    return connected.thenCompose(ready -> script.call(client, keys, arguments));
  }

  /**
   * Calls a script that only reads. What fails is tried again: on a busy machine a call of the
   * client may be given up before it was sent.
   *
   * @return fails with {@link TimeoutException}, after {@value #READ_SECONDS} s at most, when Redis
   *     does not answer, for whatever reason
   */
  <R> CompletionStage<R> read(Script<R> script, List<String> keys, Object... arguments) {
    CompletableFuture<R> result = new CompletableFuture<>();
    AtomicReference<Throwable> last = new AtomicReference<>();
    tryToRead(result, last, () -> call(script, keys, arguments));
    return result
        .orTimeout(READ_SECONDS, TimeUnit.SECONDS)
        .exceptionallyCompose(
            late -> {
              Throwable cause = last.get() == null ? late : last.get();
              return CompletableFuture.failedFuture(
                  new TimeoutException("Redis does not answer: " + Outage.brief(cause)));
            });
  }

  private <R> void tryToRead(
      CompletableFuture<R> result,
      AtomicReference<Throwable> last,
      Supplier<CompletionStage<R>> attempt) {
    attempt
        .get()
        .whenComplete(
            (value, failure) -> {
              reads(failure);
              if (failure == null) {
                result.complete(value);
              } else if (!result.isDone()) {
                last.set(failure);
                scheduler.after(READ_AGAIN, () -> tryToRead(result, last, attempt));
              }
            });
  }

  private void reads(Throwable failure) {
    synchronized (reading) {
      if (failure == null) {
        reading.succeeded();
      } else {
        reading.failed(failure);
      }
    }
  }

  /** Completes when there has been a connection. */
  CompletionStage<Void> connected() {
    return connected;
  }

  /**
   * Whether it is a Redis Cluster: there a master that has just taken over does not know of those
   * who still listen at another node, and hear what it publishes all the same.
   */
  boolean isCluster() {
    return client.getConfig().isClusterConfig();
  }

  /** A topic of byte strings, to be used when there has been a connection. */
  RTopic topic(String name) {
    return client.getTopic(name, ByteArrayCodec.INSTANCE);
  }
}
