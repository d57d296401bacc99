package io.tidings.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidings.broadcast.SocketRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Redis is started again, with and without its data: nobody is taken for dead because of that. */
class RedisRestartTest {

  @TempDir static Path folder;

  private TestRedis server;
  private TestCluster cluster;

  private void start(String... options) {
    server = new TestRedis(options);
    cluster = new TestCluster(server);
  }

  private void startKeepingData() {
    start("--appendonly", "yes", "--appendfsync", "always", "--dir", folder.toString());
  }

  @AfterEach
  void close() {
    cluster.close();
    server.close();
  }

  private static ConditionFactory patiently() {
    return await().atMost(Duration.ofSeconds(30));
  }

  private String key(String name) {
    return "{" + cluster.channel + "}:" + name;
  }

  @Test
  void whoHasNotSubscribedAgainYetIsNotDead() {
    start();
    SocketStoreContract.Keeper here = keeper();
    SocketStoreContract.Keeper there = keeper();
    cluster.awaitSettled();
    there.save("s", "state");
    there.awaitWritten();

    // Redisson listens again within a second, and sooner than this looks, perhaps: look often.
    for (int i = 0; i < 20; i++) {
      server.command("CLIENT KILL TYPE pubsub");
      assertThat(here.claim("s")).isEmpty();
    }
    assertThat(here.owner("s")).contains(there.instance());
  }

  private SocketStoreContract.Keeper keeper() {
    return SocketStoreContract.Keeper.of(cluster.instance(new Recorder()));
  }

  @Test
  void whoIsNotListeningIsDeadOnlyWhenTwoHeartbeatsAreMissing() {
    start();
    SocketStoreContract.Keeper here = keeper();
    cluster.awaitSettled();
    String owner = "instgone";
    server.command("HSET " + key("kept-by") + " s " + owner);
    server.command("HSET " + key("kept:" + owner) + " s state");
    lease(owner, TestCluster.TIMING.lease());

    assertThat(here.claim("s")).isEmpty();
    // As after two heartbeats that did not come, by Redis's clock.
    lease(owner, TestCluster.TIMING.lease() - 3 * TestCluster.TIMING.interval());
    assertThat(here.claim("s")).contains(List.of("state"));
  }

  private void lease(String instance, long left) {
    String script =
        "local t=redis.call('TIME');"
            + "return redis.call('ZADD',KEYS[1],t[1]*1000+t[2]/1000+ARGV[1],ARGV[2])";
    server.command("EVAL \"" + script + "\" 1 " + key("leases") + " " + left + " " + instance);
  }

  @Test
  void afterARestartWithItsDataNobodyIsDeadForAMoment() {
    startKeepingData();
    SocketStoreContract.Keeper here = keeper();
    SocketStoreContract.Keeper there = keeper();
    cluster.awaitSettled();
    there.save("s", "state");
    there.awaitWritten();

    server.stop();
    server.start();
    // Leases are what they were, or have ended meanwhile; nobody listens at first.
    lease(there.instance(), 1);

    long until = System.nanoTime() + Duration.ofMillis(TestCluster.TIMING.lease()).toNanos() / 2;
    while (System.nanoTime() < until) {
      try {
        assertThat(here.claim("s")).isEmpty();
      } catch (java.util.concurrent.CompletionException e) {
        // Redis cannot be reached yet.
        assertThat(e).hasMessageContaining("Redis does not answer");
      }
    }
    cluster.awaitSettled();
    assertThat(here.claim("s")).isEmpty();
    assertThat(here.owner("s")).contains(there.instance());
  }

  @Test
  void whenRedisHasBeenEmptiedNobodyIsDeadBeforeItsNextHeartbeats() {
    start();
    SocketStoreContract.Keeper here = keeper();
    SocketStoreContract.Keeper there = keeper();
    cluster.awaitSettled();
    there.save("s", "state");
    there.awaitWritten();

    server.command("FLUSHALL");

    patiently().until(() -> here.owner("s").isPresent() || here.claim("s").isPresent());
    assertThat(here.owner("s")).contains(there.instance());
    cluster.awaitSettled();
    assertThat(here.claim("s")).isEmpty();
  }

  /** As a Redis that evicts keys does. */
  @Test
  void whenTheLeasesAreEvictedNobodyIsDead() {
    start();
    SocketStoreContract.Keeper here = keeper();
    SocketStoreContract.Keeper there = keeper();
    cluster.awaitSettled();
    there.save("s", "state");
    there.awaitWritten();

    for (int i = 0; i < 20; i++) {
      server.command("DEL " + key("leases"));
      assertThat(here.claim("s")).isEmpty();
    }
    assertThat(here.owner("s")).contains(there.instance());
  }

  @Test
  void aPresenceOfAnySizeIsWrittenAgainInTheEnd() {
    start();
    Cluster instance = cluster.instance(new Recorder());
    cluster.instance(new Recorder());
    cluster.awaitHealthy();
    String id = instance.registry().self().id();
    IntStream.range(0, 101_000)
        .forEach(
            i ->
                instance
                    .presence()
                    .connected(
                        new SocketRecord(
                            "s" + i, "/", id, "192.0.2.1", Instant.EPOCH, Set.of("all"))));
    patiently().until(() -> members(101_000));

    server.stop();
    server.start();
    instance.presence().left("/", "s7", "all");

    patiently().until(() -> members(100_999));
    assertThat(server.command("HLEN " + key("presence:" + id + ":sockets"))).isEqualTo(":101000");
    assertThat(server.command("ZCARD " + key("presence:rooms:/"))).isEqualTo(":1");
  }

  private boolean members(int count) {
    return server
        .command(
            "EVAL \"return redis.call('ZCARD', KEYS[1] .. '\\\\0all')\" 1 "
                + key("presence:room:/"))
        .equals(":" + count);
  }
}
