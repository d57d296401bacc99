package io.tidings.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidings.broadcast.SocketRecord;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Filter;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RedisRegistryTest {

  private final TestCluster cluster = new TestCluster(TestRedis.shared());

  @AfterEach
  void close() {
    cluster.close();
  }

  private static List<String> ids(Cluster from) {
    return PresenceContract.get(from.registry().instances()).stream().map(Instance::id).toList();
  }

  private static Map<String, Integer> rooms(Cluster from) {
    return PresenceContract.get(from.presence().rooms("/"));
  }

  private static void connect(Cluster to, String id) {
    String instance = to.registry().self().id();
    to.presence()
        .connected(new SocketRecord(id, "/", instance, "192.0.2.1", Instant.EPOCH, Set.of("x")));
  }

  @Test
  void instancesKnowEachOther() {
    Cluster first = cluster.instance(new Recorder());
    Cluster second = cluster.instance(new Recorder());
    cluster.awaitHealthy();

    List<Instance> instances = PresenceContract.get(second.registry().instances());

    assertThat(instances).hasSize(2);
    Instance self = first.registry().self();
    Instance seen = instances.get(0);
    assertThat(seen.id()).isEqualTo(self.id());
    assertThat(seen.address()).isEqualTo("host:0");
    assertThat(seen.since().toEpochMilli()).isEqualTo(self.since().toEpochMilli());
    assertThat(seen.version()).isEqualTo("1");
    await()
        .until(() -> PresenceContract.get(second.registry().instances()).get(0).connections() == 7);
  }

  @Test
  void aDeadInstanceIsForgottenAndAnInstanceThatComesBackIsNot() {
    ManualScheduler stopped = new ManualScheduler();
    Cluster alive = cluster.instance(new Recorder());
    Cluster dead = cluster.instance(new Recorder(), stopped);
    connect(alive, "a");
    connect(dead, "b");
    await().until(() -> rooms(alive).equals(Map.of("x", 2)));
    assertThat(ids(alive)).hasSize(2);

    assertThat(PresenceContract.get(dead.leases().take("tick"))).isTrue();
    assertThat(PresenceContract.get(alive.leases().take("tick"))).isFalse();
    assertThat(PresenceContract.get(dead.leases().take("tick"))).isTrue();
    assertThat(PresenceContract.get(alive.leases().take("other"))).isTrue();

    await().until(() -> ids(alive).size() == 1);
    assertThat(PresenceContract.get(alive.leases().take("tick"))).isTrue();
    assertThat(PresenceContract.get(dead.leases().take("tick"))).isFalse();
    await().until(() -> rooms(alive).equals(Map.of("x", 1)));
    String deadId = dead.registry().self().id();
    await().until(() -> cluster.keys().stream().noneMatch(key -> key.contains(deadId)));

    stopped.advance(TestCluster.TIMING.interval());

    await().until(() -> rooms(alive).equals(Map.of("x", 2)));
    assertThat(ids(alive)).hasSize(2);
  }

  @Test
  void aSurvivorsLogTellsOnceOfADeathAndNotOfAnInstanceThatLeaves() {
    List<String> told = new CopyOnWriteArrayList<>();
    Logger logger = Logger.getLogger(RedisRegistry.class.getName());
    Filter before = logger.getFilter();
    logger.setFilter(
        record -> {
          told.add(new SimpleFormatter().formatMessage(record));
          return true;
        });
    try {
      Cluster alive = cluster.instance(new Recorder());
      Cluster dead = cluster.instance(new Recorder(), new ManualScheduler());
      cluster.instance(new Recorder()).close();
      String deadId = dead.registry().self().id();

      await().until(() -> told.stream().anyMatch(line -> line.contains("taken for dead")));
      String aliveId = alive.registry().self().id();

      assertThat(ids(alive)).containsExactly(aliveId);
      assertThat(told)
          .singleElement()
          .asString()
          .startsWith("Instance " + deadId + " at host:1 is taken for dead: not heard of for ")
          .containsPattern("for 1[.,][5-9]\\d* s, since \\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ")
          .contains("Its clients, 0 at last, are served by the others when they connect again");
    } finally {
      logger.setFilter(before);
    }
  }

  @Test
  void presenceThatIsLostIsWrittenAgainWhenTheLeaseIsNot() {
    Cluster instance = cluster.instance(new Recorder());
    connect(instance, "a");
    await().until(() -> rooms(instance).equals(Map.of("x", 1)));
    String presence = "{" + cluster.channel + "}:presence:";
    String written = presence + instance.registry().self().id();

    assertThat(
            TestRedis.shared()
                .command(
                    String.join(
                        " ",
                        "DEL",
                        written + ":sockets",
                        written + ":written",
                        presence + "where",
                        presence + "in:/",
                        presence + "rooms:/")))
        .isEqualTo(":5");

    await().until(() -> rooms(instance).equals(Map.of("x", 1)));
  }

  @Test
  void anInstanceThatLeavesIsGoneAtOnce() {
    Cluster stays = cluster.instance(new Recorder());
    Cluster leaves = cluster.instance(new Recorder());
    connect(leaves, "b");
    cluster.awaitHealthy();
    await().until(() -> rooms(stays).equals(Map.of("x", 1)));

    leaves.close();

    assertThat(ids(stays)).containsExactly(stays.registry().self().id());
    assertThat(rooms(stays)).isEmpty();
  }

  @Test
  void anInstanceThatDoesNotHearItselfIsNotHealthy() {
    ManualScheduler time = new ManualScheduler();
    Cluster instance = cluster.instance(new Recorder(), time);
    PresenceContract.get(instance.adapter().publish(Broadcasts.text("listening")));
    time.advance(TestCluster.TIMING.interval());
    await().until(() -> instance.registry().health().healthy());

    time.skip(3 * TestCluster.TIMING.interval() - 1);
    assertThat(instance.registry().health().healthy()).isTrue();
    time.skip(1);
    assertThat(instance.registry().health().healthy()).isFalse();
    assertThat(instance.registry().health().detail()).contains("heard over Redis 600 ms ago");

    time.advance(0);
    await().until(() -> instance.registry().health().healthy());
  }
}
