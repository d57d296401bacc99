package io.tidings.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidings.broadcast.BroadcastId;
import io.tidings.broadcast.Offset;
import io.tidings.broadcast.SocketRecord;
import io.tidings.config.RecoveryConfig;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A Redis that is full, that evicts keys, or that does not allow everything. */
class RedisLimitsTest {

  private static final String MEGABYTE = "x".repeat(1 << 20);

  private final TestRedis server = new TestRedis();
  private TestCluster cluster = new TestCluster(server);
  private final Recorder here = new Recorder();
  private final Recorder there = new Recorder();

  @AfterEach
  void close() {
    cluster.close();
    server.close();
  }

  private static ConditionFactory patiently() {
    return await().atMost(Duration.ofSeconds(30));
  }

  private void set(String name, String value) {
    assertThat(server.command("CONFIG SET " + name + " " + value)).isEqualTo("+OK");
  }

  private static BroadcastId publish(Cluster from, String text) {
    return BroadcastId.parse(
        PresenceContract.get(from.adapter().publish(Broadcasts.text(text))).split("~")[0]);
  }

  private static void connect(Cluster to, String id) {
    String instance = to.registry().self().id();
    to.presence()
        .connected(new SocketRecord(id, "/", instance, "192.0.2.1", Instant.EPOCH, Set.of("x")));
  }

  private static boolean isComplete(Cluster reader, BroadcastId after, BroadcastId until) {
    return PresenceContract.get(
            HistoryContract.between(reader.history(), "/", Offset.of(after), until))
        .complete();
  }

  private static Map<String, Integer> rooms(Cluster reader) {
    return PresenceContract.get(reader.presence().rooms("/"));
  }

  @Test
  void aFullRedisCostsWhatIsRememberedAndNothingMore() {
    Cluster first = cluster.joined(here, there).get(0);
    Cluster second = cluster.instance(new Recorder());
    cluster.settle();
    BroadcastId before = publish(first, "before");
    connect(first, "a");

    set("maxmemory", "1mb");
    BroadcastId full = publish(first, "full");
    connect(second, "b");
    first.presence().disconnected("/", "a");

    patiently().until(() -> there.texts().contains("full"));
    patiently().until(() -> rooms(first).equals(Map.of("x", 1)));
    patiently().until(() -> second.registry().health().detail().contains("Redis is full"));
    Duration leases = Duration.ofMillis(2 * TestCluster.TIMING.lease());
    patiently()
        .during(leases)
        .until(() -> PresenceContract.get(second.registry().instances()).size() == 3);
    assertThat(second.registry().health().healthy()).isTrue();

    // One that starts meanwhile joins the others all the same.
    Recorder late = new Recorder();
    Cluster later = cluster.instance(late);
    cluster.awaitHealthy();
    // Those who heard it know it by themselves.
    assertThat(isComplete(later, before, full)).isFalse();
    patiently()
        .until(
            () -> {
              publish(first, "to the late one");
              return late.texts().contains("to the late one");
            });

    set("maxmemory", "0");
    BroadcastId again = publish(first, "again");
    BroadcastId last = publish(first, "last");
    assertThat(isComplete(second, again, last)).isTrue();
    patiently().until(() -> !second.registry().health().detail().contains("Redis is full"));
    assertThat(here.texts()).startsWith("before", "full").endsWith("again", "last");
  }

  @Test
  void aRedisThatEvictsKeysIsWrittenAgain() {
    Cluster first = cluster.joined(here, there).get(0);
    Cluster second = cluster.instance(new Recorder());
    cluster.settle();
    connect(first, "a");
    connect(second, "b");
    patiently().until(() -> rooms(first).equals(Map.of("x", 2)));

    set("maxmemory-policy", "allkeys-random");
    set("maxmemory", "1mb");
    IntStream.range(0, 20).forEach(i -> publish(first, "m" + i));
    patiently().until(() -> second.registry().health().detail().contains("Redis evicts keys"));
    // Less than Redis needs for itself: it keeps nothing, not even the order of broadcasts.
    set("maxmemory", "0");
    patiently().until(() -> there.texts().contains("m19"));

    patiently().until(() -> rooms(first).equals(Map.of("x", 2)));
    patiently().until(() -> !second.registry().health().detail().contains("Redis evicts keys"));
    assertThat(PresenceContract.get(second.registry().instances())).hasSize(3);
    BroadcastId again = publish(first, "again");
    assertThat(isComplete(second, again, publish(first, "last"))).isTrue();
    assertThat(there.texts()).startsWith("m0").doesNotHaveDuplicates();
  }

  private URI user() {
    return URI.create("redis://limited:secret@127.0.0.1:" + server.port());
  }

  private void allow(String rules) {
    assertThat(
            server.command(
                "ACL SETUSER limited on >secret resetkeys resetchannels ~{test* &{test* +@all "
                    + rules))
        .isEqualTo("+OK");
  }

  @Test
  void historyKeepsToItsBytesWithoutAskingForMemoryUsage() {
    allow("-memory -info");
    cluster.close();
    cluster = new TestCluster(user()).remembering(new RecoveryConfig(600_000, 10_000, 4 << 20));
    Cluster first = cluster.joined(here, there).get(0);

    IntStream.range(0, 10).forEach(i -> publish(first, i + MEGABYTE));
    BroadcastId last = publish(first, "last");
    assertThat(isComplete(first, last, publish(first, "after"))).isTrue();

    patiently().until(() -> there.texts().contains("after"));
    String stream = "{" + cluster.channel + "}:history:/";
    String usage = server.command("MEMORY USAGE " + stream + " SAMPLES 0");
    assertThat(Long.parseLong(usage.substring(1))).isBetween(1L << 20, 5L << 20);
    assertThat(there.texts()).hasSize(12);
  }

  @Test
  void nothingIsBegunWithAUserThatMayNotDoAll() {
    allow("-xadd");
    cluster.close();
    cluster = new TestCluster(user());
    Cluster first = cluster.instance(here);
    var id = first.adapter().publish(Broadcasts.text("waits"));
    await()
        .during(Duration.ofMillis(500))
        .until(
            () ->
                !id.toCompletableFuture().isDone()
                    && server.command("EXISTS {" + cluster.channel + "}:leases").equals(":0"));

    assertThat(server.command("ACL SETUSER limited +xadd")).isEqualTo("+OK");

    cluster.awaitHealthy();
    PresenceContract.get(id);
    patiently().until(() -> here.texts().contains("waits"));
  }
}
