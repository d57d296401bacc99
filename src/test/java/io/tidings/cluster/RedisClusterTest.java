package io.tidings.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidings.broadcast.Adapter;
import io.tidings.broadcast.IdempotencyStore;
import io.tidings.broadcast.LocalDelivery;
import io.tidings.config.RecoveryConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is promised over a Redis Cluster of three masters, each with a replica. */
class RedisClusterTest
    implements AdapterContract, PresenceContract, HistoryContract, IdempotencyContract {

  @TempDir static Path folder;
  private static TestRedisCluster redis;

  private final TestCluster cluster = new TestCluster(redis.uris());

  @BeforeAll
  static void start() throws IOException {
    redis = new TestRedisCluster(folder);
  }

  @AfterAll
  static void stop() {
    redis.close();
  }

  @Override
  public List<Adapter> join(LocalDelivery... deliveries) {
    return cluster.joined(deliveries).stream().map(Cluster::adapter).toList();
  }

  @Override
  public List<PresenceContract.Place> joined() {
    return cluster.joined(new Recorder(), new Recorder()).stream()
        .map(PresenceContract.Place::of)
        .toList();
  }

  @Test
  void aSocketOutlivesItsInstance() {
    List<Cluster> instances = cluster.joined(new Recorder(), new Recorder());
    List<SocketStoreContract.Keeper> keepers =
        instances.stream().map(SocketStoreContract.Keeper::of).toList();
    keepers.get(0).save("s", "state");
    keepers.get(0).append("s", "1", "2");
    keepers.get(1).awaitOwner("s", keepers.get(0));
    keepers.get(0).awaitWritten();

    cluster.kill(instances.get(0));

    assertThat(keepers.get(1).claimed("s")).containsExactly("state", "1", "2");
  }

  @Override
  public Remembering remembering(RecoveryConfig bounds) {
    Cluster instance = cluster.remembering(bounds).joined(new Recorder()).get(0);
    return new Remembering(instance.adapter(), instance.history());
  }

  @Override
  public void pass(long millis) {
    Conversation.pause(millis);
  }

  @Override
  public List<IdempotencyStore> two() {
    List<Cluster> two = cluster.joined(new Recorder(), new Recorder());
    cluster.settle();
    return two.stream().map(Cluster::idempotency).toList();
  }

  @AfterEach
  void close() {
    cluster.close();
  }

  @Nested
  class Relays implements RelayContract {

    private List<Cluster> two;

    @BeforeEach
    void join() {
      two = cluster.joined(new Recorder(), new Recorder());
      cluster.settle();
    }

    @Override
    public List<RelayContract.Place> joined() {
      return two.stream()
          .map(each -> new RelayContract.Place(each.registry().self().id(), each.relay()))
          .toList();
    }

    @Override
    public void kill(RelayContract.Place place) {
      cluster.kill(two.get(place.relay() == two.get(0).relay() ? 0 : 1));
    }
  }
}
