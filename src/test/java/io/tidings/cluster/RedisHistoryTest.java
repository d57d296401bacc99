package io.tidings.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidings.broadcast.BroadcastId;
import io.tidings.broadcast.History.Heard;
import io.tidings.broadcast.History.Page;
import io.tidings.broadcast.History.Taker;
import io.tidings.broadcast.Offset;
import io.tidings.config.RecoveryConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RedisHistoryTest implements HistoryContract {

  private final TestRedis server = TestRedis.shared();
  private final TestCluster cluster = new TestCluster(server);

  @AfterEach
  void close() {
    cluster.close();
  }

  @Override
  public Remembering remembering(RecoveryConfig bounds) {
    return of(cluster.remembering(bounds).joined(new Recorder()).get(0));
  }

  private static Remembering of(Cluster instance) {
    return new Remembering(instance.adapter(), instance.history());
  }

  @Override
  public void pass(long millis) {
    await().pollDelay(Duration.ofMillis(millis)).until(() -> true);
  }

  /** An instance that has heard nothing of what was before, and reads it from Redis. */
  private Remembering late() {
    Cluster instance = cluster.instance(new Recorder());
    await().until(() -> !TestCluster.place(instance).equals(BroadcastId.NONE));
    return of(instance);
  }

  private String key(String name) {
    return "{" + cluster.channel + "}:" + name;
  }

  @Test
  void everyInstanceKnowsWhatOthersPublished() {
    List<Cluster> joined = cluster.joined(new Recorder(), new Recorder());
    Remembering one = of(joined.get(0));
    BroadcastId before = one.now();
    BroadcastId last = one.publish("/", "x");

    joined.get(0).close();

    assertThat(HistoryContract.texts(of(joined.get(1)).between("/", before, last)))
        .containsExactly("x");
  }

  @Test
  void whatWasDeliveredEarlyIsLeftOutAndStaysInTheOffset() {
    List<Cluster> joined = cluster.joined(new Recorder(), new Recorder());
    Remembering one = of(joined.get(0));
    Remembering other = of(joined.get(1));
    BroadcastId before = one.now();
    one.publish("/", "early 1");
    other.publish("/", "of another");
    one.publish("/", "early 2");
    BroadcastId last = one.publish("/", "late");

    Missed missed =
        PresenceContract.get(
            HistoryContract.between(
                other.history(), "/", Offset.parse(before + "-3~instanca.2"), last));

    assertThat(HistoryContract.texts(missed)).containsExactly("of another", "late");
    assertThat(missed.complete()).isTrue();
    assertThat(missed.events().get(1).id()).isEqualTo(last + "~instanca.2");
  }

  @Test
  void nothingIsLeftForEver() {
    Remembering it = remembering(new RecoveryConfig(500, 10, 64 << 20));
    it.publish("/some", "x");
    String stream = key("history:/some");
    assertThat(server.command("EXISTS " + stream)).isEqualTo(":1");
    assertThat(server.command("PTTL " + key("marks"))).isNotEqualTo(":-1");

    await().until(() -> server.command("EXISTS " + stream).equals(":0"));
  }

  @Test
  void whatRedisLosesComesBackFromThoseWhoHaveHeardIt() {
    Remembering it = remembering(RecoveryConfig.DEFAULT);
    BroadcastId first = it.publish("/", "x");
    it.publish("/other", "y");
    BroadcastId before = it.publish("/", "z");
    awaitHeard(it, before);
    cluster.keys().forEach(key -> server.command("DEL " + key));

    BroadcastId last = it.publish("/", "after");
    assertThat(HistoryContract.texts(it.between("/", first, last))).containsExactly("z", "after");
    assertThat(it.between("/", first, last).complete()).isTrue();
    assertThat(HistoryContract.texts(it.between("/other", first, last))).containsExactly("y");
    assertThat(HistoryContract.texts(it.between("/", before, last))).containsExactly("after");
  }

  /** What nobody has heard when it is lost is published again, under another id. */
  private static void awaitHeard(Remembering it, BroadcastId id) {
    await().until(() -> it.now().compareTo(id) >= 0);
  }

  @Test
  void whatRedisLosesForGoodIsKnownToBeMissing() {
    Remembering it = remembering(RecoveryConfig.DEFAULT);
    BroadcastId before = it.publish("/", "x");
    BroadcastId large = before;
    for (int i = 0; i < 6; i++) {
      large = it.publish("/", "x".repeat(1 << 20));
    }
    awaitHeard(it, large);
    cluster.keys().forEach(key -> server.command("DEL " + key));

    BroadcastId last = it.publish("/", "y");
    Remembering late = late();
    assertThat(late.between("/", before, last).complete()).isFalse();
    assertThat(HistoryContract.texts(late.between("/", large, last))).containsExactly("y");
    assertThat(late.between("/", large, last).complete()).isTrue();
  }

  @Test
  void marksThatAreGoneMeanThatNothingIsKnown() {
    Remembering it = remembering(RecoveryConfig.DEFAULT);
    BroadcastId before = it.now();
    BroadcastId last = it.publish("/", "x");
    server.command("DEL " + key("marks"));

    assertThat(late().between("/", before, last).complete()).isFalse();
  }

  @Test
  void whatRedisHasNotHeardOfIsInDoubt() {
    Remembering it = remembering(RecoveryConfig.DEFAULT);
    BroadcastId last = it.publish("/", "x");

    assertThat(it.between("/", last, last.plus(1)).complete()).isFalse();
  }

  @Test
  void aStreamWhoseOrderIsBrokenBeginsAnew() {
    Remembering it = remembering(RecoveryConfig.DEFAULT);
    BroadcastId before = it.now();
    it.publish("/", "lost with the stream");
    server.command("XADD " + key("history:/") + " 9000000000000-0 a b");

    BroadcastId last = it.publish("/", "x");

    Remembering late = late();
    assertThat(late.between("/", before, last).complete()).isFalse();
    assertThat(HistoryContract.texts(late.between("/", before, last))).containsExactly("x");
  }

  @Test
  void withoutRedisItFailsInTime() {
    try (TestRedis other = new TestRedis();
        TestCluster alone = new TestCluster(other)) {
      Remembering it = of(alone.instance(new Recorder()));
      BroadcastId id = it.publish("/", "x");
      other.stop();

      assertThat(
              HistoryContract.between(it.history(), "/", Offset.of(id), id.plus(1))
                  .toCompletableFuture())
          .failsWithin(Duration.ofSeconds(10))
          .withThrowableThat()
          .withCauseInstanceOf(TimeoutException.class);
    }
  }

  private static long read(Cluster instance) {
    return ((RedisHistory) instance.history()).entriesRead();
  }

  @Test
  void whatAnInstanceHasHeardItDoesNotRead() {
    List<Cluster> joined = cluster.joined(new Recorder(), new Recorder());
    Remembering other = of(joined.get(1));
    BroadcastId before = other.now();
    List<BroadcastId> ids = of(joined.get(0)).publish(10);
    of(joined.get(0)).publish("/other", "x");
    await().until(() -> other.now().compareTo(ids.get(9)) > 0);

    assertThat(HistoryContract.texts(other.between("/", before, ids.get(9)))).hasSize(10);
    assertThat(HistoryContract.texts(other.page("/", ids.get(1), other.now(), 3)))
        .containsExactly("m2", "m3", "m4");
    assertThat(read(joined.get(1))).isZero();
  }

  @Test
  void manyWhoReadAtOnceShareWhatIsRead() {
    Cluster first = cluster.joined(new Recorder()).get(0);
    BroadcastId before = TestCluster.place(first);
    List<CompletableFuture<String>> published = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      published.add(first.adapter().publish(Broadcasts.text("m" + i)).toCompletableFuture());
    }
    List<BroadcastId> ids =
        published.stream().map(id -> BroadcastId.parse(PresenceContract.get(id))).toList();
    Cluster late = cluster.instance(new Recorder());
    await().until(() -> TestCluster.place(late).compareTo(ids.get(999)) >= 0);

    List<CompletableFuture<Missed>> answers = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      BroadcastId after = i == 0 ? before : ids.get(i - 1);
      answers.add(
          HistoryContract.between(late.history(), "/", Offset.of(after), ids.get(999))
              .toCompletableFuture());
    }

    for (int i = 0; i < 500; i++) {
      Missed missed = PresenceContract.get(answers.get(i));
      assertThat(missed.complete()).isTrue();
      assertThat(HistoryContract.texts(missed)).hasSize(1_000 - i).first().isEqualTo("m" + i);
    }
    // Each for itself: 375,000.
    assertThat(read(late)).isLessThan(50_000);
  }

  @Test
  void whatIsReadAndWhatWasHeardAreOne() {
    Cluster first = cluster.joined(new Recorder()).get(0);
    BroadcastId before = TestCluster.place(first);
    of(first).publish(300);
    Remembering late = late();
    List<BroadcastId> ids = of(first).publish(300);
    await().until(() -> late.now().compareTo(ids.get(299)) >= 0);

    Missed missed = late.between("/", before, ids.get(299));

    assertThat(missed.complete()).isTrue();
    assertThat(missed.events()).hasSize(600).doesNotHaveDuplicates();
  }

  @Test
  void whatIsLargeIsReadInSmallPagesAndNoFurtherThanItIsTaken() {
    Remembering it = remembering(RecoveryConfig.DEFAULT);
    BroadcastId before = it.now();
    BroadcastId last = before;
    for (int i = 0; i < 60; i++) {
      last = it.publish("/", "x".repeat(100_000));
    }
    BroadcastId until = last;
    Cluster instance = cluster.instance(new Recorder());
    await().until(() -> TestCluster.place(instance).compareTo(until) >= 0);
    Remembering late = of(instance);

    Page page = late.page("/", before, last, 200);
    assertThat(page.events()).hasSize(10);
    assertThat(page.more()).isTrue();
    assertThat(late.page("/", page.edge(), last, 200).events()).hasSize(10);
    assertThat(late.between("/", before, last).events()).hasSize(60);

    long read = read(instance);
    List<Heard> taken = Collections.synchronizedList(new ArrayList<>());
    Taker ofThree = heard -> taken.add(heard) && taken.size() < 3;
    assertThat(late.history().between("/", Offset.of(before), last, ofThree).toCompletableFuture())
        .failsWithin(Duration.ofSeconds(5))
        .withThrowableThat()
        .withCauseInstanceOf(RejectedExecutionException.class);
    assertThat(taken).hasSize(3);
    assertThat(read(instance) - read).isEqualTo(10);
  }

  @Test
  void ofTooManyWhoReadSomeAreRefusedAtOnce() {
    try (TestRedis other = new TestRedis();
        TestCluster alone = new TestCluster(other)) {
      Remembering it = of(alone.instance(new Recorder()));
      BroadcastId id = it.publish("/", "x");
      other.stop();
      List<CompletableFuture<Missed>> answers = new ArrayList<>();
      for (int i = 1; i <= 1_010; i++) {
        BroadcastId later = new BroadcastId(id.millis() + 1_000L * i, 0);
        answers.add(
            HistoryContract.between(it.history(), "/", Offset.of(later), later.plus(1))
                .toCompletableFuture());
      }

      List<CompletableFuture<Missed>> refused = answers.subList(1_002, 1_010);
      await().until(() -> refused.stream().allMatch(CompletableFuture::isDone));

      assertThat(refused)
          .allSatisfy(
              answer ->
                  assertThat(answer)
                      .failsWithin(Duration.ZERO)
                      .withThrowableThat()
                      .withCauseInstanceOf(RejectedExecutionException.class));
      assertThat(answers.get(0)).isNotDone();
    }
  }
}
