package io.tidings.cluster;

import io.tidings.broadcast.SocketStore;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.redisson.api.RScript;
import org.redisson.client.codec.ByteArrayCodec;
import org.redisson.client.codec.StringCodec;

/**
 * Sockets kept in Redis: each instance writes its own, and they stay for the recovery window after
 * its lease. When Redis has lost them, those of instances that are there are written again, without
 * the events.
 *
 * <p>While Redis is away, writes are kept back, and {@link #owner} and {@link #claim} fail after 5
 * s. A moment after Redis has come back, {@link #claim} refuses all: until then nobody knows who is
 * gone.
 *
 * <p>The first save of a socket takes it from whoever has it; a later one does not take it back
 * from an instance that has it since. So an instance that was thought dead and was only slow does
 * not take away what was claimed. Events are always the last of a socket, without a hole.
 *
 * <p>What is inherited leaves Redis as it is handed over: when the heir dies in that moment it is
 * lost, and so is what nobody is there to inherit for as long again as it was kept.
 */
final class RedisSocketStore implements SocketStore, AutoCloseable {

  private static final System.Logger LOG = System.getLogger(RedisSocketStore.class.getName());

  private static final long READ_SECONDS = 5;
  private static final long GOODBYE_SECONDS = 1;

  private static final Script<String> OWNER =
      new Script<>(RScript.ReturnType.VALUE, StringCodec.INSTANCE, "kept-owner");
  private static final Script<List<byte[]>> CLAIM =
      new Script<>(
          RScript.ReturnType.LIST,
          ByteArrayCodec.INSTANCE,
          "gone",
          "kept",
          "presence",
          "kept-claim");

  private final Redis redis;
  private final KeptScope scope;
  private final KeptSockets sockets = new KeptSockets();
  private final KeptWrites writes;
  private final Inheritance inheritance;

  /**
   * @param interval milliseconds between two looks at what is to be inherited
   */
  RedisSocketStore(Redis redis, KeptScope scope, long interval, Scheduler scheduler) {
    this.redis = redis;
    this.scope = scope;
    this.writes = new KeptWrites(redis, scope, sockets, scheduler);
    this.inheritance = new Inheritance(redis, scope, interval, scheduler);
  }

  void start() {
    inheritance.start();
  }

  @Override
  public void save(String secret, Supplier<byte[]> state) {
    sockets.save(secret, state);
    writes.changed();
  }

  @Override
  public void append(String secret, byte[] event) {
    sockets.append(secret, event);
    writes.changed();
  }

  @Override
  public void remove(String secret) {
    sockets.remove(secret);
    writes.changed();
  }

  /** Writes all sockets again: Redis does not know this instance any more. */
  void rewrite() {
    sockets.all();
    writes.changed();
  }

  /** Completes when Redis has been told all that has happened before. */
  CompletionStage<Void> written() {
    return writes.written();
  }

  /** How many events were dropped because too many waited for Redis. */
  long dropped() {
    return sockets.dropped();
  }

  @Override
  public CompletionStage<Optional<String>> owner(String secret) {
    return redis
        .read(OWNER, List.of(scope.keys().owners()), secret)
        .thenApply(Optional::ofNullable);
  }

  @Override
  public CompletionStage<Optional<Estate>> claim(String secret) {
    CompletableFuture<Optional<Estate>> answer = new CompletableFuture<>();
    byte[] name = KeptScope.bytes(UUID.randomUUID());
    redis
        .call(
            CLAIM,
            scope.names(),
            scope.arguments(
                KeptScope.bytes(secret),
                name,
                KeptScope.bytes(scope.keys().relay("")),
                KeptScope.bytes(scope.keys().presence())))
        .thenApply(RedisSocketStore::estate)
        .whenComplete((estate, failure) -> claimed(secret, estate, failure, answer));
    return answer.orTimeout(READ_SECONDS, TimeUnit.SECONDS);
  }

  private static Optional<Estate> estate(List<byte[]> found) {
    return found.isEmpty()
        ? Optional.empty()
        : Optional.of(new Estate(found.get(0), List.copyOf(found.subList(1, found.size()))));
  }

  private void claimed(
      String secret,
      Optional<Estate> estate,
      Throwable failure,
      CompletableFuture<Optional<Estate>> answer) {
    if (failure != null) {
      answer.completeExceptionally(
          new TimeoutException("Redis does not answer: " + Outage.brief(failure)));
      return;
    }
    estate.ifPresent(found -> sockets.has(secret, found.state()));
    if (!answer.complete(estate) && estate.isPresent()) {
      // Too late for who asked: the socket is ours, and its client was told that it is not.
      inheritance.give(estate.get());
      remove(secret);
    }
  }

  @Override
  public void inherit(Consumer<Estate> heir) {
    inheritance.inherit(heir);
  }

  /**
   * Writes what is left to write, if Redis takes it within a second. What this instance has stays,
   * as if it had died.
   */
  @Override
  public void close() {
    inheritance.close();
    try {
      written()
          .thenCompose(written -> inheritance.leave())
          .toCompletableFuture()
          .get(GOODBYE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException | RuntimeException e) {
      LOG.log(Level.INFO, "The last changes of sockets may not be kept: {0}", Outage.brief(e));
    }
    writes.close();
  }
}
