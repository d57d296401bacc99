package io.tidings.cluster;

import io.tidings.relay.WireReader;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
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

  /** What the answer to a heartbeat has before the instances that it removed. */
  private static final int FIGURES = 5;

  /** Sockets of an instance that is gone which one call removes from presence. */
  private static final int PORTION = 250;

  private static final Script<List<String>> HEARTBEAT =
      new Script<>(RScript.ReturnType.LIST, StringCodec.INSTANCE, "gone", "heartbeat");
  private static final Script<List<String>> INSTANCES =
      new Script<>(RScript.ReturnType.LIST, StringCodec.INSTANCE, "gone", "live", "instances");
  private static final Script<Long> TIDY =
      new Script<>(RScript.ReturnType.LONG, StringCodec.INSTANCE, "presence", "presence-tidy");
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
  private final PresenceWrites writes;
  private final Runnable forgotten;
  private final Hearing hearing;
  private final RedisMemory memory;
  private final Outage outage;
  private boolean beating;
  private boolean tidying;
  private volatile boolean closed;

  /**
   * @param started this instance; its connections are asked from {@code connections} instead
   * @param writes those of this instance's presence
   * @param forgotten called when Redis knows nothing of this instance (any more), or not all
   */
  RedisRegistry(
      Redis redis,
      RedisKeys keys,
      Instance started,
      IntSupplier connections,
      Topic topic,
      Timing timing,
      Scheduler scheduler,
      PresenceWrites writes,
      Runnable forgotten) {
    this.redis = redis;
    this.keys = keys;
    this.started = started;
    this.connections = connections;
    this.topic = topic;
    this.timing = timing;
    this.scheduler = scheduler;
    this.writes = writes;
    this.forgotten = forgotten;
    this.memory = new RedisMemory(scheduler);
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
        .read(INSTANCES, List.of(keys.leases(), keys.settled(), keys.instances()))
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
    Health health = hearing.health();
    String trouble = memory.detail();
    return trouble.isEmpty()
        ? health
        : new Health(health.healthy(), health.detail() + "; " + trouble);
  }

  private void tick() {
    if (closed) {
      return;
    }
    scheduler.after(timing.interval(), this::tick);
    if (begin()) {
      beat().whenComplete((answer, failure) -> beaten(answer, failure));
    }
  }

  /** Whether to send a heartbeat now: not while Redisson still tries to bring the last one out. */
  private synchronized boolean begin() {
    boolean free = !beating;
    beating = true;
    return free;
  }

  private CompletionStage<List<String>> beat() {
    return redis.call(
        HEARTBEAT,
        List.of(
            keys.leases(),
            keys.settled(),
            keys.instances(),
            keys.left(),
            keys.written(started.id())),
        started.id(),
        InstanceJson.write(self()),
        String.valueOf(timing.lease()),
        String.valueOf(timing.interval()),
        keys.topic(),
        (char) KIND + started.id(),
        writes.hasWritten() ? "1" : "0");
  }

  private void beaten(List<String> answer, Throwable failure) {
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
    boolean torn =
        memory.seen(
            Long.parseLong(answer.get(2)),
            Long.parseLong(answer.get(3)),
            Long.parseLong(answer.get(4)));
    if (torn || answer.get(0).equals("0")) {
      forgotten.run();
    }
    for (int dead = FIGURES; dead + 2 < answer.size(); dead += 3) {
      tellOfDeath(answer.get(dead), answer.get(dead + 1), Long.parseLong(answer.get(dead + 2)));
    }
    if (answer.get(1).equals("1")) {
      startToTidy();
    }
    if (hearing.published()) {
      topic.renew();
    }
  }

  private void tellOfDeath(String id, String json, long silent) {
    String known = json.isEmpty() ? "" : " at " + InstanceJson.read(json).address();
    String clients =
        json.isEmpty()
            ? "Its clients"
            : "Its clients, " + InstanceJson.read(json).connections() + " at last,";
    LOG.log(
        Level.WARNING,
        "Instance {0}{1} is taken for dead: not heard of for {2} s, since {3}. {4} are served by"
            + " the others when they connect again; its presence is removed from Redis",
        id,
        known,
        silent / 1_000.0,
        Instant.now().minusMillis(silent).truncatedTo(ChronoUnit.SECONDS),
        clients);
  }

  private void startToTidy() {
    synchronized (this) {
      if (tidying) {
        return;
      }
      tidying = true;
    }
    tidy()
        .whenComplete(
            (done, failure) -> {
              // What is left after a failure, the next heartbeat finds.
              synchronized (this) {
                tidying = false;
              }
            });
  }

  /** Removes the presence of instances that are gone, in portions. */
  private CompletionStage<Void> tidy() {
    return redis
        .call(TIDY, List.of(keys.leases(), keys.left()), keys.presence(), String.valueOf(PORTION))
        .thenCompose(more -> more == 1 ? tidy() : CompletableFuture.<Void>completedFuture(null));
  }

  private void heard(WireReader frame) {
    if (frame.rest().equals(started.id())) {
      hearing.heard();
    }
  }

  /**
   * Takes this instance and its presence out of Redis, as far as Redis does it within a second. The
   * rest of its presence the other instances remove.
   */
  @Override
  public void close() {
    closed = true;
    String id = started.id();
    List<String> removed =
        List.of(keys.leases(), keys.instances(), keys.left(), keys.published(id));
    try {
      redis
          .call(DEREGISTER, removed, id)
          .thenCompose(gone -> tidy())
          .toCompletableFuture()
          .get(GOODBYE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException | RuntimeException e) {
      LOG.log(
          Level.INFO, "This instance stays registered until its lease ends: {0}", Outage.brief(e));
    }
  }
}
