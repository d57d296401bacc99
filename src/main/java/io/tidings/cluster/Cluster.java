package io.tidings.cluster;

import io.tidings.broadcast.Adapter;
import io.tidings.broadcast.ClusterClock;
import io.tidings.broadcast.History;
import io.tidings.broadcast.IdempotencyStore;
import io.tidings.broadcast.Leases;
import io.tidings.broadcast.Presence;
import io.tidings.broadcast.SocketStore;
import io.tidings.config.ClusterConfig;
import io.tidings.config.IdempotencyConfig;
import io.tidings.config.RecoveryConfig;
import io.tidings.relay.Relay;
import java.time.Clock;
import java.time.InstantSource;
import java.util.Optional;
import org.redisson.api.RedissonClient;

/**
 * Everything that joins an instance to the others, wired together.
 *
 * @param goodbye undoes it all, in order
 */
record Cluster(
    Adapter adapter,
    History history,
    Presence presence,
    SocketStore store,
    IdempotencyStore idempotency,
    Leases leases,
    InstanceRegistry registry,
    Relay relay,
    ClusterClock clock,
    Runnable goodbye)
    implements AutoCloseable {

  /** An instance that is alone. */
  static Cluster inProcess(Instance self, RecoveryConfig recovery, IdempotencyConfig idempotency) {
    LocalEnd local = new LocalEnd();
    InProcessBus bus = new InProcessBus(Clock.systemUTC(), recovery, idempotency);
    ThreadScheduler scheduler = new ThreadScheduler();
    InProcessRelay relay =
        new InProcessRelay(bus, self.id(), task -> scheduler.after(0, task), scheduler);
    return new Cluster(
        new InProcessAdapter(bus, local),
        bus.history(),
        new InProcessPresence(),
        // Nobody outlives it who could ask.
        SocketStore.NONE,
        bus.idempotency(),
        Leases.ALONE,
        new InProcessRegistry(self, local::connections),
        relay,
        ClusterClock.OF_THIS_MACHINE,
        () -> {
          relay.close();
          scheduler.close();
        });
  }

  /** An instance that shares a Redis with others; it need not be there yet. */
  static Cluster overRedis(
      Instance self, ClusterConfig config, RecoveryConfig recovery, IdempotencyConfig idempotency) {
    RedissonClient client = RedissonClients.open(config);
    ThreadScheduler scheduler = new ThreadScheduler();
    ThreadScheduler callbacks = new ThreadScheduler("tidings-cluster-callbacks");
    RedisKeys keys = RedisKeys.of(config.channel(), RedissonClients.database(client.getConfig()));
    Redis redis = new Redis(client, keys, scheduler);
    redis.connect();
    Cluster cluster =
        overRedis(
            self,
            redis,
            keys,
            recovery,
            idempotency,
            RedisRegistry.Timing.DEFAULT,
            scheduler,
            callbacks,
            InstantSource.system());
    return new Cluster(
        cluster.adapter(),
        cluster.history(),
        cluster.presence(),
        cluster.store(),
        cluster.idempotency(),
        cluster.leases(),
        cluster.registry(),
        cluster.relay(),
        cluster.clock(),
        () -> {
          cluster.close();
          callbacks.close();
          scheduler.close();
          client.shutdown();
        });
  }

  /**
   * The same with Redis and time of the caller, who keeps them.
   *
   * @param callbacks for what calls code that is not ours: a delivery may wait for a full
   *     dispatcher, and heartbeats must not wait with it
   * @param machine this machine's clock
   */
  static Cluster overRedis(
      Instance self,
      Redis redis,
      RedisKeys keys,
      RecoveryConfig recovery,
      IdempotencyConfig idempotency,
      RedisRegistry.Timing timing,
      Scheduler scheduler,
      Scheduler callbacks,
      InstantSource machine) {
    LocalEnd local = new LocalEnd();
    Topic topic = new Topic(redis, keys.topic(), scheduler);
    RecentBroadcasts recent = new RecentBroadcasts();
    Restoration restoration = new Restoration(redis, keys, recovery, recent);
    Streams streams = new Streams(redis, keys, restoration);
    HistoryRing ring = new HistoryRing(recovery, scheduler);
    RedisHistory history = new RedisHistory(streams, ring);
    Unheard own = new Unheard(self.id());
    BatchPublisher publisher =
        new BatchPublisher(
            redis,
            keys,
            self.id(),
            recovery,
            restoration,
            new OwnBroadcasts(self.id(), own, recent),
            scheduler::millis);
    RedisAdapter adapter =
        new RedisAdapter(local, topic, publisher, own, ring, recent, streams, callbacks);
    InProcessPresence records = new InProcessPresence();
    PresenceWrites writes = new PresenceWrites(redis, keys, self.id(), records, scheduler);
    Optional<RedisSocketStore> kept = kept(self, redis, keys, recovery, timing, callbacks);
    RedisRegistry registry =
        new RedisRegistry(
            redis,
            keys,
            self,
            local::connections,
            topic,
            timing,
            scheduler,
            writes,
            () -> {
              writes.rewrite();
              kept.ifPresent(RedisSocketStore::rewrite);
            });
    registry.start();
    RedisRelay relay =
        new RedisRelay(
            self.id(),
            new Topic(redis, keys.relay(self.id()), scheduler),
            new RelaySender(redis, keys, self.id()),
            registry::ids,
            scheduler);
    relay.start();
    RedisClock clock = new RedisClock(redis, keys, scheduler, machine);
    clock.start();
    return new Cluster(
        adapter,
        history,
        new RedisPresence(redis, keys, records, writes),
        kept.<SocketStore>map(store -> store).orElse(SocketStore.NONE),
        new RedisIdempotency(redis, keys, self.id(), idempotency.windowMillis(), scheduler),
        new RedisLeases(redis, keys, self.id()),
        registry,
        relay,
        clock,
        () -> {
          clock.close();
          // Nobody is given anything any more: others claim it, once it is written and we are gone.
          relay.leave();
          kept.ifPresent(RedisSocketStore::close);
          // Nothing may write the presence again once the registry has taken it away.
          writes.close();
          registry.close();
          relay.close();
          adapter.close();
          history.close();
        });
  }

  private static Optional<RedisSocketStore> kept(
      Instance self,
      Redis redis,
      RedisKeys keys,
      RecoveryConfig recovery,
      RedisRegistry.Timing timing,
      Scheduler scheduler) {
    if (!recovery.isOn()) {
      return Optional.empty();
    }
    KeptScope scope = new KeptScope(keys, self.id(), timing.lease(), recovery.windowMillis());
    RedisSocketStore store = new RedisSocketStore(redis, scope, timing.interval(), scheduler);
    store.start();
    return Optional.of(store);
  }

  @Override
  public void close() {
    goodbye.run();
  }
}
