package io.tidings.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three instances talk all the time, while Redis is ill-treated. */
class RedisGapsTest {

  @TempDir Path folder;

  private TestRedis server;
  private TestCluster cluster;
  private Conversation talk;
  private Recorder[] recorders;
  private List<Cluster> instances;

  @BeforeEach
  void join() {
    server = new TestRedis("--dir", folder.toString());
    cluster = new TestCluster(server);
    talk = new Conversation(cluster);
    recorders = talk.recorders;
    instances = talk.instances;
  }

  @AfterEach
  void close() {
    talk.close();
    server.thaw();
    cluster.close();
    server.close();
  }

  private static ConditionFactory patiently() {
    return await().atMost(Duration.ofSeconds(30));
  }

  private void assertThatSomeWereEarly() {
    assertThat(Stream.of(recorders).flatMap(each -> each.ids().stream()))
        .anyMatch(id -> id.contains("~"));
    for (Recorder recorder : recorders) {
      assertThat(recorder.ids().get(recorder.ids().size() - 1)).doesNotContain("~");
    }
  }

  @Test
  void subscriptionsAreCutWhileOthersPublish() throws InterruptedException {
    talk.begin();
    for (int i = 0; i < 6; i++) {
      server.command("CLIENT KILL TYPE pubsub");
      Conversation.pause(300);
    }
    talk.end();

    talk.assertAllIsWell();
    for (Recorder recorder : recorders) {
      assertThat(recorder.texts()).isEqualTo(recorders[0].texts());
      assertThat(recorder.ids()).isEqualTo(recorders[0].ids());
    }
    assertThat(talk.assertThatClientsMayMove()).isGreaterThan(80);
  }

  @Test
  void allConnectionsAreCutWhileOthersPublish() throws InterruptedException {
    talk.begin();
    for (int i = 0; i < 4; i++) {
      server.command("CLIENT KILL TYPE pubsub");
      server.command("CLIENT KILL TYPE normal SKIPME yes");
      Conversation.pause(300);
    }
    talk.end();

    talk.assertAllIsWell();
    assertThat(talk.assertThatClientsMayMove()).isGreaterThan(80);
  }

  @Test
  void whatNobodyHeardIsFetchedThoughNothingFollows() {
    server.command("CLIENT KILL TYPE pubsub");
    instances.get(0).adapter().publish(Broadcasts.text("alone"));

    for (Recorder recorder : recorders) {
      patiently().until(() -> recorder.texts().equals(List.of("alone")));
    }
  }

  @Test
  void redisIsPaused() throws InterruptedException {
    talk.begin();
    server.command("CLIENT PAUSE 4000");
    Conversation.pause(5_000);
    talk.end();

    talk.assertAllIsWell();
    assertThatSomeWereEarly();
    assertThat(talk.assertThatClientsMayMove()).isGreaterThan(80);
  }

  @Test
  void redisIsFrozen() throws InterruptedException {
    talk.begin();
    server.freeze();
    Conversation.pause(5_000);
    server.thaw();
    Conversation.pause(500);
    talk.end();

    talk.assertAllIsWell();
    assertThatSomeWereEarly();
    assertThat(talk.assertThatClientsMayMove()).isGreaterThan(80);
  }

  @Test
  void redisComesBackEmpty() throws InterruptedException {
    talk.begin();
    server.stop();
    Conversation.pause(3_000);
    server.start();
    Conversation.pause(3_000);
    talk.end();

    // Those who have heard it give back to Redis what it has lost.
    talk.assertAllIsWell();
    assertThatSomeWereEarly();
    assertThat(talk.assertThatClientsMayMove()).isGreaterThan(80);
  }

  @Test
  void redisComesBackWithoutItsLastSecond() throws InterruptedException {
    talk.begin();
    assertThat(server.command("SAVE")).isEqualTo("+OK");
    Conversation.pause(500);
    server.stop();
    server.start();
    Conversation.pause(3_000);
    talk.end();

    talk.assertAllIsWell();
    assertThat(talk.assertThatClientsMayMove()).isGreaterThan(80);
  }
}
