package io.tidings.cluster;

import static io.tidings.cluster.RelayContract.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three instances talk all the time, while the Redis Cluster between them changes its masters. */
class RedisFailoverTest {

  @TempDir static Path folder;
  private static TestRedisCluster redis;

  private TestCluster cluster;
  private Conversation talk;

  @BeforeAll
  static void start() throws IOException {
    redis = new TestRedisCluster(folder);
  }

  @AfterAll
  static void stop() {
    redis.close();
  }

  @BeforeEach
  void join() {
    redis.heal();
    cluster = new TestCluster(redis.uris());
    talk = new Conversation(cluster);
  }

  @AfterEach
  void close() {
    talk.close();
    cluster.close();
  }

  @Test
  void aReplicaTakesOver() throws InterruptedException {
    talk.begin();
    TestRedis master = redis.master(cluster.channel);
    master.stop();
    redis.awaitTakeover(master, cluster.channel);
    Conversation.pause(1_000);
    talk.end();

    talk.assertAllIsWell();
    assertThat(talk.assertThatClientsMayMove()).isGreaterThan(80);
  }

  /** What the master took and had not passed on is known to those who heard it. */
  @Test
  void aReplicaTakesOverThatLagsBehind() throws InterruptedException {
    talk.begin();
    TestRedis master = redis.master(cluster.channel);
    TestRedis replica = redis.replica(master);
    replica.freeze();
    master.command("CLIENT KILL TYPE replica");
    int before = talk.published();
    await().until(() -> talk.published() > before + 60);
    master.stop();
    replica.thaw();
    redis.awaitTakeover(master, cluster.channel);
    Conversation.pause(1_000);
    talk.end();

    talk.assertAllIsWell();
    assertThat(talk.assertThatClientsMayMove()).isGreaterThan(80);
  }

  /**
   * What the master took, had not passed on and nobody has heard, its publisher publishes again.
   */
  @Test
  void aReplicaTakesOverThatLagsBehindWhatNobodyHasHeard() throws InterruptedException {
    talk.begin();
    TestRedis master = redis.master(cluster.channel);
    TestRedis replica = redis.replica(master);
    replica.freeze();
    master.command("CLIENT KILL TYPE replica");
    for (int i = 0; i < 5; i++) {
      master.command("CLIENT KILL TYPE pubsub");
      Conversation.pause(20);
    }
    master.stop();
    replica.thaw();
    redis.awaitTakeover(master, cluster.channel);
    Conversation.pause(1_000);
    talk.end();

    talk.assertAllIsWell();
  }

  /**
   * It goes on with what it was sent before, and does not know yet that it was replaced. Who was
   * away then may come back as a new client, and is given nothing twice.
   */
  @Test
  void aMasterIsFrozenUntilItIsReplaced() throws InterruptedException {
    talk.begin();
    TestRedis master = redis.master(cluster.channel);
    master.freeze();
    redis.awaitTakeover(master, cluster.channel);
    Conversation.pause(1_000);
    master.thaw();
    Conversation.pause(1_000);
    talk.end();

    talk.assertAllIsWell();
    talk.assertThatClientsMayMove();
  }

  @Test
  void theSlotMoves() throws InterruptedException {
    talk.begin();
    redis.move(cluster.channel);
    Conversation.pause(1_000);
    redis.move(cluster.channel);
    Conversation.pause(1_000);
    talk.end();

    talk.assertAllIsWell();
    assertThat(talk.assertThatClientsMayMove()).isGreaterThan(80);
  }

  @Test
  void requestsAreServedOnceWhileTheSlotMoves() {
    assertServedOnce(
        () -> {
          redis.move(cluster.channel);
          Conversation.pause(500);
          redis.move(cluster.channel);
        });
  }

  @Test
  void requestsAreServedOnceWhileAReplicaTakesOver() {
    assertServedOnce(
        () -> {
          TestRedis master = redis.master(cluster.channel);
          master.stop();
          redis.awaitTakeover(master, cluster.channel);
        });
  }

  private void assertServedOnce(Runnable act) {
    cluster.settle();
    Cluster asker = talk.instances.get(0);
    Cluster asked = talk.instances.get(1);
    List<String> served = Collections.synchronizedList(new ArrayList<>());
    asked
        .relay()
        .serve(
            "note",
            (from, request) -> {
              served.add(new String(request, StandardCharsets.UTF_8));
              return CompletableFuture.completedFuture(request);
            });
    AtomicBoolean acting = new AtomicBoolean(true);
    CompletableFuture<Void> act0 = CompletableFuture.runAsync(act);
    act0.whenComplete((done, failure) -> acting.set(false));
    List<CompletionStage<byte[]>> answers = new ArrayList<>();
    while (acting.get() || answers.size() < 100) {
      String request = String.valueOf(answers.size());
      answers.add(asker.relay().ask(asked.registry().self().id(), "note", bytes(request), 20_000));
      Conversation.pause(10);
    }
    act0.join();

    assertThat(answers)
        .allSatisfy(
            answer ->
                assertThat(answer.toCompletableFuture()).succeedsWithin(Duration.ofSeconds(20)));
    assertThat(served)
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, answers.size()).mapToObj(String::valueOf).toList());
  }
}
