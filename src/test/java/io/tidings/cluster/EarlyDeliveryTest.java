package io.tidings.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidings.broadcast.Broadcast;
import io.tidings.broadcast.BroadcastId;
import io.tidings.broadcast.Offset;
import io.tidings.broadcast.Selection;
import io.tidings.packet.EncodedPacket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Redis is away, and time is in the test's hand. */
class EarlyDeliveryTest {

  private final TestRedis server = new TestRedis();
  private final TestCluster cluster = new TestCluster(server);
  private final ManualScheduler time = new ManualScheduler();
  private final Recorder here = new Recorder();

  @AfterEach
  void close() {
    cluster.close();
    server.close();
  }

  private Cluster begun() {
    Cluster instance = cluster.instance(here, time);
    await().until(() -> !TestCluster.place(instance).equals(BroadcastId.NONE));
    return instance;
  }

  private void heal() {
    server.start();
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              time.advance(500);
              return cluster.keys().stream().anyMatch(key -> key.contains("published"));
            });
  }

  @Test
  void afterASecondLocalClientsGoOn() {
    Cluster instance = begun();
    PresenceContract.get(instance.adapter().publish(Broadcasts.text("0")));
    await().until(() -> here.texts().equals(List.of("0")));
    BroadcastId last = TestCluster.place(instance);
    server.stop();

    CompletionStage<String> one = instance.adapter().publish(Broadcasts.text("1"));
    time.advance(Absence.PATIENCE / 2);
    instance.adapter().publish(Broadcasts.text("2"));
    time.advance(Absence.PATIENCE / 2 - 1);
    assertThat(here.texts()).containsExactly("0");
    time.advance(1);
    assertThat(here.texts()).containsExactly("0", "1", "2");
    instance.adapter().publish(Broadcasts.text("3"));
    instance.adapter().publish(Broadcasts.text("local", Broadcasts.local()));

    assertThat(here.texts()).containsExactly("0", "1", "2", "3", "local");
    assertThat(here.ids())
        .containsExactly(
            last.toString(),
            last + "-1~instanca.2",
            last + "-2~instanca.3",
            last + "-3~instanca.4",
            last + "-4~instanca.4");
    assertThat(one).isNotDone();

    heal();
    await().until(() -> one.toCompletableFuture().isDone());
    PresenceContract.get(instance.adapter().publish(Broadcasts.text("5")));
    await().until(() -> here.texts().contains("5"));
    assertThat(here.texts()).containsExactly("0", "1", "2", "3", "local", "5");
    assertThat(here.ids().get(5)).doesNotContain("~");
    assertThat(Offset.parse(here.ids().get(5)).last())
        .isGreaterThan(BroadcastId.parse(PresenceContract.get(one)));
  }

  @Test
  void aCommandIsCarriedOutHereInItsPlace() {
    Cluster instance = begun();
    server.stop();
    instance.adapter().publish(Broadcasts.text("before"));
    instance
        .adapter()
        .publish(
            new Broadcast(
                "/", Selection.ALL, EncodedPacket.text(EncodedPacket.Kind.CONTROL, "do")));
    instance.adapter().publish(Broadcasts.text("after"));

    time.advance(Absence.PATIENCE);

    assertThat(here.texts()).containsExactly("before", "do", "after");
  }

  @Test
  void anInstanceThatStartsWithoutRedisServesItsClientsAndHeals() {
    server.stop();
    Cluster instance = cluster.instance(here, time);
    instance.adapter().publish(Broadcasts.text("1"));
    time.advance(Absence.PATIENCE);
    instance.adapter().publish(Broadcasts.text("2"));

    assertThat(here.ids()).containsExactly("0-0-1~instanca.1", "0-0-2~instanca.2");
    assertThat(instance.registry().health().healthy()).isFalse();

    heal();
    PresenceContract.get(instance.adapter().publish(Broadcasts.text("3")));
    await().until(() -> here.texts().equals(List.of("1", "2", "3")));
    assertThat(here.ids().get(2)).doesNotContain("~");
  }
}
