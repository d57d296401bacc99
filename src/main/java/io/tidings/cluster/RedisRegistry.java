package io.tidings.cluster;

import io.tidings.relay.WireReader;
import java.lang.System.Logger.Level;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import org.redisson.api.RScript;
import org.redisson.client.codec.StringCodec;

/**
 * The instances that hold a lease in Redis. Each renews its own with a heartbeat, which also
 * removes those that ran out, by Redis's clock, and is published on the topic: an instance that
 * hears its own knows that events reach it.
 */
final class RedisRegistry implements InstanceRegistry, AutoCloseable {

  private static final System.Logger LOG = System.getLogger(RedisRegistry.class.getName());

  /** The first byte of a heartbeat's frame; the instance's id follows. */
  static final int KIND = 2;

  private static final long GOODBYE_SECONDS = 1;

  private static final Script<Long> HEARTBEAT =
      new Script<>(RScript.ReturnType.LONG, StringCodec.INSTANCE, "heartbeat");
  private static final Script<List<String>> INSTANCES =
      new Script<>(RScript.ReturnType.LIST, StringCodec.INSTANCE, "live", "instances");
  private static final Script<Long> DEREGISTER =
      new Script<>(RScript.ReturnType.LONG, StringCodec.INSTANCE, "deregister");

  /**
   * How long things take, in milliseconds.
   *
   * @param interval between heartbeats
   * @param lease how long an instance lives without one
   */
  record Timing(long interval, long lease) {

    static final Timing DEFAULT = new Timing(2_000, 10_000);
  }

  private final Redis redis;
  private final RedisKeys keys;
  private final Instance started;
  private final IntSupplier connections;
  private final Topic topic;
  private final Timing timing;
  private final Scheduler scheduler;
  private final Runnable forgotten;
  private final Hearing hearing;
  private final Outage outage;
  private boolean beating;
  private volatile boolean closed;

  /**
   * @param started this instance; its connections are asked from {@code connections} instead
   * @param forgotten called when Redis knows nothing of this instance (any more)
   */
  RedisRegistry(
      Redis redis,
      RedisKeys keys,
      Instance started,
      IntSupplier connections,
      Topic topic,
      Timing timing,
      Scheduler scheduler,
      Runnable forgotten) {
    this.redis = redis;
    this.keys = keys;
    this.started = started;
    this.connections = connections;
    this.topic = topic;
    this.timing = timing;
    this.scheduler = scheduler;
    this.forgotten = forgotten;
    this.hearing = new Hearing(scheduler, timing.interval());
    this.outage = new Outage("The heartbeat", scheduler);
  }

  /** Starts the heartbeats. */
  void start() {
    topic.receive(KIND, this::heard);
    tick();
  }

  @Override
  public Instance self() {
    return started.with(connections.getAsInt());
  }

  /** {@inheritDoc} Fails after 5 s when Redis is away. */
  @Override
  public CompletionStage<List<Instance>> instances() {
    return redis
        .read(INSTANCES, List.of(keys.leases(), keys.instances()))
        .thenApply(
            found ->
                found.stream()
                    .map(InstanceJson::read)
                    .sorted(Comparator.comparing(Instance::address).thenComparing(Instance::id))
                    .toList());
  }

  /** The ids of all live instances; fails like {@link #instances}. */
  CompletionStage<Set<String>> ids() {
    return instances()
        .thenApply(
            found -> found.stream().map(Instance::id).collect(Collectors.toUnmodifiableSet()));
  }

  @Override
  public Health health() {
    return hearing.health();
  }

  private void tick() {
    if (closed) {
      return;
    }
    scheduler.after(timing.interval(), this::tick);
    if (begin()) {
      beat().whenComplete((known, failure) -> beaten(known, failure));
    }
  }

  /** Whether to send a heartbeat now: not while Redisson still tries to bring the last one out. */
  private synchronized boolean begin() {
    boolean free = !beating;
    beating = true;
    return free;
  }

  private CompletionStage<Long> beat() {
    return redis.call(
        HEARTBEAT,
        List.of(keys.leases(), keys.instances(), keys.settled()),
        started.id(),
        InstanceJson.write(self()),
        String.valueOf(timing.lease()),
        keys.presence(),
        keys.topic(),
        (char) KIND + started.id());
  }

  private void beaten(Long known, Throwable failure) {
    synchronized (this) {
      beating = false;
      if (failure == null) {
        outage.succeeded();
      } else if (!closed) {
        outage.failed(failure);
      }
    }
    if (failure != null) {
      hearing.failed(failure);
      return;
    }
    if (known == 0) {
      forgotten.run();
    }
    if (hearing.published()) {
      topic.renew();
    }
  }

  private void heard(WireReader frame) {
    if (frame.rest().equals(started.id())) {
      hearing.heard();
    }
  }

  /** Takes this instance and its presence out of Redis, if Redis answers within a second. */
  @Override
  public void close() {
    closed = true;
    String id = started.id();
    List<String> gone =
        List.of(
            keys.leases(),
            keys.instances(),
            keys.sockets(id),
            keys.rooms(id),
            keys.written(id),
            keys.published(id));
    try {
      redis.call(DEREGISTER, gone, id).toCompletableFuture().get(GOODBYE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException | RuntimeException e) {
      LOG.log(
          Level.INFO, "This instance stays registered until its lease ends: {0}", Outage.brief(e));
    }
  }
}
