package io.tidings.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidings.broadcast.BroadcastId;
import io.tidings.broadcast.History.Missed;
import io.tidings.broadcast.Offset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
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
  private final Recorder[] recorders = {new Recorder(), new Recorder(), new Recorder()};
  private final AtomicInteger published = new AtomicInteger();
  private final AtomicBoolean talking = new AtomicBoolean(true);
  private final List<Thread> talkers = new ArrayList<>();
  private final Set<String> ids = ConcurrentHashMap.newKeySet();
  private List<Cluster> instances;

  @BeforeEach
  void join() {
    server = new TestRedis("--dir", folder.toString());
    cluster = new TestCluster(server);
    instances = cluster.joined(recorders);
  }

  @AfterEach
  void close() {
    talking.set(false);
    server.thaw();
    cluster.close();
    server.close();
  }

  private static ConditionFactory patiently() {
    return await().atMost(Duration.ofSeconds(30));
  }

  private static void pause(long millis) {
    await().pollDelay(Duration.ofMillis(millis)).until(() -> true);
  }

  /** Each instance publishes, about 100 times a second. */
  private void talk() {
    for (int i = 0; i < instances.size(); i++) {
      int publisher = i;
      Thread talker = new Thread(() -> talk(publisher));
      talkers.add(talker);
      talker.start();
    }
    patiently().until(() -> published.get() > 30);
  }

  private void talk(int publisher) {
    for (int i = 0; talking.get(); i++) {
      published.incrementAndGet();
      String text = publisher + ":" + i;
      instances.get(publisher).adapter().publish(Broadcasts.text(text)).thenAccept(ids::add);
      pause(10);
    }
  }

  private void fallSilent() throws InterruptedException {
    talking.set(false);
    for (Thread talker : talkers) {
      talker.join();
    }
    patiently().until(() -> ids.size() == published.get());
    // They have all come; so have those who were delivered early, and are heard only now.
    BroadcastId last = ids.stream().map(BroadcastId::parse).max(BroadcastId::compareTo).get();
    for (Cluster instance : instances) {
      patiently().until(() -> TestCluster.place(instance).compareTo(last) >= 0);
    }
  }

  /** Nothing lost, nothing doubled, each publisher's in order, offsets rising. */
  private void assertAllIsWell() {
    for (Recorder recorder : recorders) {
      List<String> texts = recorder.texts();
      assertThat(texts).doesNotHaveDuplicates().hasSize(published.get());
      for (int publisher = 0; publisher < recorders.length; publisher++) {
        String prefix = publisher + ":";
        List<String> own = texts.stream().filter(text -> text.startsWith(prefix)).toList();
        assertThat(own)
            .isEqualTo(IntStream.range(0, own.size()).mapToObj(i -> prefix + i).toList());
      }
      assertThat(recorder.ids()).extracting(Offset::parse).isSorted().doesNotHaveDuplicates();
    }
  }

  /** Whoever leaves anywhere at any time, and comes back anywhere, has had everything once. */
  private long assertThatClientsMayMove() {
    long recovered = 0;
    for (int from = 0; from < recorders.length; from++) {
      Cluster to = instances.get((from + 1) % instances.size());
      for (int i = 0; i < published.get(); i += 5) {
        Missed missed =
            PresenceContract.get(
                to.history()
                    .between(
                        "/", Offset.parse(recorders[from].ids().get(i)), TestCluster.place(to)));
        if (missed.complete()) {
          recovered++;
          List<String> all = new ArrayList<>(recorders[from].texts().subList(0, i + 1));
          all.addAll(HistoryContract.texts(missed));
          assertThat(all).doesNotHaveDuplicates();
          assertThat(new HashSet<>(all)).isEqualTo(new HashSet<>(recorders[from].texts()));
        }
      }
    }
    return recovered;
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
    talk();
    for (int i = 0; i < 6; i++) {
      server.command("CLIENT KILL TYPE pubsub");
      pause(300);
    }
    fallSilent();

    assertAllIsWell();
    for (Recorder recorder : recorders) {
      assertThat(recorder.texts()).isEqualTo(recorders[0].texts());
      assertThat(recorder.ids()).isEqualTo(recorders[0].ids());
    }
    assertThat(assertThatClientsMayMove()).isGreaterThan(published.get() / 2);
  }

  @Test
  void allConnectionsAreCutWhileOthersPublish() throws InterruptedException {
    talk();
    for (int i = 0; i < 4; i++) {
      server.command("CLIENT KILL TYPE pubsub");
      server.command("CLIENT KILL TYPE normal SKIPME yes");
      pause(300);
    }
    fallSilent();

    assertAllIsWell();
    assertThat(assertThatClientsMayMove()).isGreaterThan(published.get() / 2);
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
    talk();
    server.command("CLIENT PAUSE 4000");
    pause(5_000);
    fallSilent();

    assertAllIsWell();
    assertThatSomeWereEarly();
    assertThat(assertThatClientsMayMove()).isGreaterThan(published.get() / 2);
  }

  @Test
  void redisIsFrozen() throws InterruptedException {
    talk();
    server.freeze();
    pause(5_000);
    server.thaw();
    pause(500);
    fallSilent();

    assertAllIsWell();
    assertThatSomeWereEarly();
    assertThat(assertThatClientsMayMove()).isGreaterThan(published.get() / 2);
  }

  @Test
  void redisComesBackEmpty() throws InterruptedException {
    talk();
    server.stop();
    pause(3_000);
    server.start();
    pause(3_000);
    fallSilent();

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
          .isGreaterThanOrEqualTo(published.get());
      assertThat(recorders[i].ids()).extracting(Offset::parse).isSorted().doesNotHaveDuplicates();
    }
  }

  @Test
  void redisComesBackWithoutItsLastSecond() throws InterruptedException {
    talk();
    assertThat(server.command("SAVE")).isEqualTo("+OK");
    BroadcastId saved = TestCluster.place(instances.get(0));
    pause(500);
    BroadcastId lost = TestCluster.place(instances.get(0));
    server.stop();
    server.start();
    pause(3_000);
    fallSilent();

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
