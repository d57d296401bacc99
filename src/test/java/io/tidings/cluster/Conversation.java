package io.tidings.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidings.broadcast.BroadcastId;
import io.tidings.broadcast.Offset;
import io.tidings.cluster.HistoryContract.Missed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionFactory;

/** Three instances that publish all the time, and what each of them delivers. */
final class Conversation implements AutoCloseable {

  final Recorder[] recorders = {new Recorder(), new Recorder(), new Recorder()};
  final List<Cluster> instances;
  private final AtomicInteger published = new AtomicInteger();
  private final AtomicBoolean talking = new AtomicBoolean(true);
  private final List<Thread> talkers = new ArrayList<>();
  private final Set<String> ids = ConcurrentHashMap.newKeySet();

  Conversation(TestCluster cluster) {
    instances = cluster.joined(recorders);
  }

  private static ConditionFactory patiently() {
    return await().atMost(Duration.ofSeconds(30));
  }

  static void pause(long millis) {
    await().pollDelay(Duration.ofMillis(millis)).until(() -> true);
  }

  /** How many broadcasts were published. */
  int published() {
    return published.get();
  }

  /** Each instance publishes, about 100 times a second. */
  void begin() {
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

  /** Ends, and waits until all has come that was published. */
  void end() throws InterruptedException {
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
  void assertAllIsWell() {
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

  /**
   * Whoever leaves anywhere at any time, and comes back anywhere, has had everything once.
   *
   * @return of a hundred, how many are given what they missed
   */
  long assertThatClientsMayMove() {
    long recovered = 0;
    long tried = 0;
    int step = 1 + published.get() / 100;
    for (int from = 0; from < recorders.length; from++) {
      Cluster to = instances.get((from + 1) % instances.size());
      for (int i = 0; i < published.get(); i += step) {
        tried++;
        Missed missed =
            PresenceContract.get(
                HistoryContract.between(
                    to.history(),
                    "/",
                    Offset.parse(recorders[from].ids().get(i)),
                    TestCluster.place(to)));
        if (missed.complete()) {
          recovered++;
          List<String> all = new ArrayList<>(recorders[from].texts().subList(0, i + 1));
          all.addAll(HistoryContract.texts(missed));
          assertThat(all).doesNotHaveDuplicates();
          assertThat(new HashSet<>(all)).isEqualTo(new HashSet<>(recorders[from].texts()));
        }
      }
    }
    return recovered * 100 / tried;
  }

  @Override
  public void close() {
    talking.set(false);
  }
}
