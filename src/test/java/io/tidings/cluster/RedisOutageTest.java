package io.tidings.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tidings.broadcast.Broadcast;
import io.tidings.broadcast.BroadcastId;
import io.tidings.broadcast.LocalDelivery;
import io.tidings.broadcast.SocketRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Redis goes away, and comes back. */
class RedisOutageTest {

  private final TestRedis server = new TestRedis();
  private final TestCluster cluster = new TestCluster(server);
  private final Recorder here = new Recorder();
  private final Recorder there = new Recorder();

  @AfterEach
  void close() {
    server.thaw();
    cluster.close();
    server.close();
  }

  private static ConditionFactory patiently() {
    return await().atMost(Duration.ofSeconds(30));
  }

  private static List<CompletionStage<String>> publish(Cluster from, int first, int count) {
    return IntStream.range(first, first + count)
        .mapToObj(i -> from.adapter().publish(Broadcasts.text("m" + i)))
        .toList();
  }

  private static List<String> texts(int count) {
    return IntStream.range(0, count).mapToObj(i -> "m" + i).toList();
  }

  @Test
  void whatIsPublishedWhileRedisIsFrozenArrivesOnceAndInOrder() {
    Cluster first = cluster.instance(here);
    cluster.instance(there);
    cluster.awaitHealthy();
    publish(first, 0, 10);
    patiently().until(() -> there.delivered().size() == 10);

    server.freeze();
    List<CompletionStage<String>> ids = publish(first, 10, 10);
    patiently().until(() -> !first.registry().health().healthy());
    // Long enough for a call to time out and be sent again: Redis then gets it several times.
    await().pollDelay(Duration.ofSeconds(5)).until(() -> true);
    server.thaw();

    ids.forEach(PresenceContract::get);
    publish(first, 20, 10);
    patiently().until(() -> here.texts().contains("m29") && there.texts().contains("m29"));
    assertThat(here.texts()).isEqualTo(texts(30));
    assertThat(there.texts()).isEqualTo(texts(30));
    assertThat(PresenceContract.get(ids.get(9))).isEqualTo(there.ids().get(19));
    cluster.awaitHealthy();
  }

  @Test
  void redisMayComeBackEmpty() {
    Cluster first = cluster.instance(here);
    Cluster second = cluster.instance(there);
    first
        .presence()
        .connected(
            new SocketRecord("a", "/", "instanca", "192.0.2.1", Instant.EPOCH, Set.of("x", "y")));
    cluster.awaitHealthy();
    List<CompletionStage<String>> before = publish(first, 0, 10);
    patiently().until(() -> there.delivered().size() == 10);

    server.stop();
    List<CompletionStage<String>> meanwhile = publish(first, 10, 10);
    first.presence().left("/", "a", "y");
    patiently().until(() -> !first.registry().health().healthy());
    assertThatThrownBy(() -> PresenceContract.get(second.presence().rooms("/"))).isNotNull();
    assertThat(meanwhile.get(0)).isNotDone();
    server.start();

    cluster.awaitHealthy();
    List<String> ids = meanwhile.stream().map(PresenceContract::get).toList();
    assertThat(ids.stream().map(BroadcastId::parse).toList())
        .isSorted()
        .allMatch(id -> id.compareTo(BroadcastId.parse(PresenceContract.get(before.get(9)))) > 0);
    patiently()
        .untilAsserted(
            () ->
                assertThat(PresenceContract.get(second.presence().rooms("/")))
                    .isEqualTo(Map.of("x", 1)));
    assertThat(PresenceContract.get(second.registry().instances())).hasSize(2);
    publish(second, 20, 1);
    patiently().until(() -> here.texts().contains("m20"));
    patiently().until(() -> there.texts().contains("m20"));
    assertThat(here.texts()).isEqualTo(texts(21));
    assertThat(there.texts()).isEqualTo(texts(21));
  }

  @Test
  void aDeliveryThatWaitsDoesNotStopTheHeartbeats() {
    CompletableFuture<Void> waits = new CompletableFuture<>();
    CompletableFuture<Void> goesOn = new CompletableFuture<>();
    Cluster first =
        cluster.instance(
            new LocalDelivery() {
              @Override
              public boolean hasReceivers(String namespace, Set<String> rooms) {
                return true;
              }

              @Override
              public void deliver(String id, Broadcast broadcast) {
                waits.complete(null);
                goesOn.join();
              }

              @Override
              public int connections() {
                return 0;
              }
            });
    Cluster second = cluster.instance(there);
    cluster.awaitHealthy();

    server.freeze();
    publish(first, 0, 1);
    patiently().until(waits::isDone);
    server.thaw();

    try {
      Duration leases = Duration.ofMillis(2 * TestCluster.TIMING.lease());
      patiently()
          .during(leases)
          .until(() -> PresenceContract.get(second.registry().instances()).size() == 2);
    } finally {
      goesOn.complete(null);
    }
  }

  private static CompletionStage<byte[]> ask(Cluster from, String instance) {
    return from.relay().ask(instance, "echo", RelayContract.bytes("?"), RelayContract.PATIENCE);
  }

  @Test
  void whoListensIsAskedThoughRedisLostAllLeases() {
    // Neither renews its lease.
    Cluster first = cluster.instance(here, new ManualScheduler());
    Cluster second = cluster.instance(there, new ManualScheduler());
    second.relay().serve("echo", (from, request) -> CompletableFuture.completedFuture(request));
    String channels = "PUBSUB CHANNELS {" + cluster.channel + "}:relay:*";
    patiently().until(() -> server.command(channels).equals("*2"));

    server.command("FLUSHALL");

    assertThat(RelayContract.get(ask(first, second.registry().self().id())))
        .isEqualTo(RelayContract.bytes("?"));
  }

  @Test
  void whatIsAskedSurvivesThatRedisComesBackEmpty() {
    Cluster first = cluster.instance(here);
    Cluster second = cluster.instance(there);
    String id = second.registry().self().id();
    CompletableFuture<byte[]> slow = new CompletableFuture<>();
    AtomicInteger asked = new AtomicInteger();
    second
        .relay()
        .serve(
            "echo",
            (from, request) ->
                asked.incrementAndGet() == 1 ? slow : CompletableFuture.completedFuture(request));
    cluster.awaitHealthy();
    CompletionStage<byte[]> before = ask(first, id);
    patiently().until(() -> asked.get() == 1);

    server.stop();
    CompletionStage<byte[]> meanwhile = ask(first, id);
    patiently().until(() -> !first.registry().health().healthy());
    server.start();
    CompletionStage<byte[]> after = ask(first, id);

    assertThat(RelayContract.get(meanwhile)).isEqualTo(RelayContract.bytes("?"));
    assertThat(RelayContract.get(after)).isEqualTo(RelayContract.bytes("?"));
    assertThat(before.toCompletableFuture()).isNotDone();
    slow.complete(RelayContract.bytes("at last"));
    assertThat(RelayContract.get(before)).isEqualTo(RelayContract.bytes("at last"));
  }

  @Test
  void aLostSubscriptionComesBack() {
    Cluster first = cluster.instance(here);
    cluster.awaitHealthy();

    assertThat(server.command("CLIENT KILL TYPE pubsub")).isEqualTo(":1");

    patiently()
        .until(
            () -> {
              first.adapter().publish(Broadcasts.text("heard"));
              return here.texts().contains("heard");
            });
    cluster.awaitHealthy();
  }

  @Test
  void anInstanceMayStartBeforeRedis() {
    server.stop();
    Cluster first = cluster.instance(here);
    CompletionStage<String> id = first.adapter().publish(Broadcasts.text("early"));
    assertThat(first.registry().health().healthy()).isFalse();

    server.start();

    cluster.awaitHealthy();
    assertThat(PresenceContract.get(id)).isNotEmpty();
    patiently().until(() -> here.texts().equals(List.of("early")));
  }

  @Test
  void moreThanMayWaitIsRefused() {
    server.stop();
    RedisAdapter adapter = (RedisAdapter) cluster.instance(here).adapter();
    String megabyte = "x".repeat(1 << 20);

    List<CompletionStage<String>> ids =
        IntStream.range(0, 18).mapToObj(i -> adapter.publish(Broadcasts.text(megabyte))).toList();

    assertThat(ids.get(14)).isNotDone();
    assertThat(ids.get(17).toCompletableFuture())
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .withCauseInstanceOf(PublishRefusedException.class);
    assertThat(adapter.refused()).isBetween(1L, 3L);
  }
}
