package io.tidings.cluster;

import static org.awaitility.Awaitility.await;

import io.tidings.broadcast.BroadcastId;
import io.tidings.broadcast.LocalDelivery;
import io.tidings.config.ClusterConfig;
import io.tidings.config.IdempotencyConfig;
import io.tidings.config.RecoveryConfig;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.redisson.api.RScript;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;

/** Instances in one process that share a Redis under a channel of their own. */
final class TestCluster implements AutoCloseable {

  private static final AtomicInteger CHANNELS = new AtomicInteger();

  /** Quick enough for a test, slow enough for a busy machine. */
  static final RedisRegistry.Timing TIMING = new RedisRegistry.Timing(200, 1_500);

  final String channel;
  private final ClusterConfig config;
  private final ThreadScheduler threads = new ThreadScheduler();
  private final ThreadScheduler callbacks = new ThreadScheduler("tidings-cluster-callbacks");
  private final List<RedissonClient> clients = new ArrayList<>();
  private final List<Cluster> instances = new ArrayList<>();
  private InstantSource machine = InstantSource.system();
  private RecoveryConfig recovery = RecoveryConfig.DEFAULT;

  TestCluster(TestRedis server) {
    this(server.uri());
  }

  TestCluster(URI... nodes) {
    this("test" + CHANNELS.incrementAndGet(), nodes);
  }

  TestCluster(String channel, URI... nodes) {
    this.channel = channel;
    config = new ClusterConfig(List.of(nodes), Optional.empty(), channel);
  }

  /** For the instances that follow: what time their machines believe it is. */
  TestCluster at(InstantSource clock) {
    machine = clock;
    return this;
  }

  /** For the instances that follow. */
  TestCluster remembering(RecoveryConfig bounds) {
    recovery = bounds;
    return this;
  }

  Cluster instance(LocalDelivery delivery) {
    return instance(delivery, threads, callbacks);
  }

  Cluster instance(LocalDelivery delivery, Scheduler scheduler) {
    return instance(delivery, scheduler, scheduler);
  }

  private Cluster instance(LocalDelivery delivery, Scheduler scheduler, Scheduler callbacks) {
    String id = "instanc" + (char) ('a' + instances.size());
    RedissonClient client = RedissonClients.open(config);
    clients.add(client);
    RedisKeys keys = RedisKeys.of(channel, RedissonClients.database(client.getConfig()));
    Redis redis = new Redis(client, keys, threads);
    redis.connect();
    Instance self = new Instance(id, "host:" + instances.size(), Instant.now(), 0, "1");
    Cluster instance =
        Cluster.overRedis(
            self,
            redis,
            keys,
            recovery,
            IdempotencyConfig.DEFAULT,
            TIMING,
            scheduler,
            callbacks,
            machine);
    instances.add(instance);
    instance.adapter().attach(delivery);
    return instance;
  }

  /** Instances that hear each other. */
  List<Cluster> joined(LocalDelivery... deliveries) {
    List<Cluster> joined = Stream.of(deliveries).map(this::instance).toList();
    awaitHealthy();
    joined.forEach(each -> await().until(() -> !place(each).equals(BroadcastId.NONE)));
    return joined;
  }

  /** Where an instance is in the order of broadcasts. */
  static BroadcastId place(Cluster instance) {
    CompletableFuture<BroadcastId> place = new CompletableFuture<>();
    instance.adapter().inOrder(BroadcastId.NONE, place::complete);
    return place.join();
  }

  /** As if Redis had heard of the instances for long enough already to be sure of who is gone. */
  private static final String HEARD_FOR_LONG =
      "local known = redis.call('GET', KEYS[1])"
          + " if known then"
          + " redis.call('SET', KEYS[1], (string.gsub(known, '^%d+', '0')), 'KEEPTTL')"
          + " end";

  /** Also makes Redis sure of who is not there, as {@link #awaitSettled} does, but at once. */
  void settle() {
    awaitHealthy();
    RedissonClient client = clients.get(clients.size() - 1);
    RedisKeys keys = RedisKeys.of(channel, RedissonClients.database(client.getConfig()));
    client
        .getScript(StringCodec.INSTANCE)
        .eval(
            RScript.Mode.READ_WRITE,
            HEARD_FOR_LONG,
            RScript.ReturnType.VALUE,
            List.of(keys.settled()));
    awaitSettled();
  }

  /**
   * Also waits until Redis is sure of who is not there: it has heard of the others for a moment.
   */
  void awaitSettled() {
    awaitHealthy();
    await().until(() -> !instances.get(0).relay().isThere("nobody00").toCompletableFuture().join());
  }

  /** The names of everything that is in Redis for this channel. */
  List<String> keys() {
    return clients
        .get(clients.size() - 1)
        .getKeys()
        .getKeysStream()
        .filter(key -> key.contains(channel))
        .toList();
  }

  void awaitHealthy() {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> instances.stream().allMatch(each -> each.registry().health().healthy()));
  }

  /** The Redis that the last instance uses. */
  Redis redis() {
    Redis redis = new Redis(clients.get(clients.size() - 1), new RedisKeys(channel), threads);
    redis.connect();
    return redis;
  }

  /** Cuts an instance from Redis without a goodbye, as if its process had died. */
  void kill(Cluster instance) {
    clients.get(instances.indexOf(instance)).shutdown(0, 1, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    instances.forEach(Cluster::close);
    callbacks.close();
    threads.close();
    clients.forEach(client -> client.shutdown(0, 1, TimeUnit.SECONDS));
  }
}
