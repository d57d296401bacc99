package io.tidings.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidings.broadcast.BroadcastId;
import io.tidings.broadcast.Offset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
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
    assertThat(talk.assertThatClientsMayMove()).isGreaterThan(talk.published() / 2);
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
    assertThat(talk.assertThatClientsMayMove()).isGreaterThan(talk.published() / 2);
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
    assertThat(talk.assertThatClientsMayMove()).isGreaterThan(talk.published() / 2);
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
    assertThat(talk.assertThatClientsMayMove()).isGreaterThan(talk.published() / 2);
  }

  @Test
  void redisComesBackEmpty() throws InterruptedException {
    talk.begin();
    server.stop();
    Conversation.pause(3_000);
    server.start();
    Conversation.pause(3_000);
    talk.end();

    assertThatOwnAreThereAndOthersCounted();
    assertThatSomeWereEarly();
    assertThat(instances)
        .allSatisfy(
            each ->
                assertThat(
                        PresenceContract.get(
                                each.history()
                                    .between(
                                        "/",
                                        Offset.parse(recorders[0].ids().get(0)),
                                        TestCluster.place(each)))
                            .complete())
                    .isFalse());
  }

  /** What an instance publishes its own clients hear in any case; what others lost is counted. */
  private void assertThatOwnAreThereAndOthersCounted() {
    for (int i = 0; i < recorders.length; i++) {
      String prefix = i + ":";
      List<String> own =
          recorders[i].texts().stream().filter(text -> text.startsWith(prefix)).toList();
      assertThat(own).isEqualTo(IntStream.range(0, own.size()).mapToObj(n -> prefix + n).toList());
      RedisAdapter adapter = (RedisAdapter) instances.get(i).adapter();
      assertThat(recorders[i].texts()).doesNotHaveDuplicates();
      // What was counted may come after all, when its publisher says it again: none is left out.
      assertThat(recorders[i].texts().size() + adapter.missed())
          .isGreaterThanOrEqualTo(talk.published());
      assertThat(recorders[i].ids()).extracting(Offset::parse).isSorted().doesNotHaveDuplicates();
    }
  }

  @Test
  void redisComesBackWithoutItsLastSecond() throws InterruptedException {
    talk.begin();
    assertThat(server.command("SAVE")).isEqualTo("+OK");
    BroadcastId saved = TestCluster.place(instances.get(0));
    Conversation.pause(500);
    BroadcastId lost = TestCluster.place(instances.get(0));
    server.stop();
    server.start();
    Conversation.pause(3_000);
    talk.end();

    assertThatOwnAreThereAndOthersCounted();
    for (Cluster instance : instances) {
      BroadcastId until = TestCluster.place(instance);
      for (BroadcastId after : List.of(saved, lost)) {
        assertThat(
                PresenceContract.get(instance.history().between("/", Offset.of(after), until))
                    .complete())
            .isFalse();
      }
    }
  }
}
