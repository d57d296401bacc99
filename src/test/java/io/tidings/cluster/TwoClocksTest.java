package io.tidings.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.tidings.access.Gate;
import io.tidings.access.RefusalCounts;
import io.tidings.access.RefusedException;
import io.tidings.access.TestTokens;
import io.tidings.broadcast.BroadcastId;
import io.tidings.broadcast.Offset;
import io.tidings.config.AccessConfig;
import io.tidings.config.Settings;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two instances whose machines are an hour off, the one ahead, the other behind. */
class TwoClocksTest {

  private static final Duration HOUR = Duration.ofHours(1);

  private final TestCluster cluster = new TestCluster(TestRedis.shared());
  private final List<Cluster> two = new ArrayList<>();
  private final List<Recorder> heard = new ArrayList<>();

  @BeforeEach
  void join() {
    for (Duration off : List.of(HOUR, HOUR.negated())) {
      heard.add(new Recorder());
      two.add(
          cluster.at(Clock.offset(Clock.systemUTC(), off)).instance(heard.get(heard.size() - 1)));
    }
    cluster.settle();
    two.forEach(each -> await().until(() -> clock(each).isKnown()));
  }

  @AfterEach
  void close() {
    cluster.close();
  }

  private static RedisClock clock(Cluster instance) {
    return (RedisClock) instance.clock();
  }

  /** The Redis of the tests runs on this machine. */
  @Test
  void goByTheClockOfRedis() {
    for (Cluster each : two) {
      assertThat(each.clock().millis()).isCloseTo(System.currentTimeMillis(), within(2_000L));
    }
  }

  @Test
  void takeAndRefuseTheSameTokens() throws RefusedException {
    long now = System.currentTimeMillis() / 1000;
    Map<String, String> settings =
        Map.of("mp.jwt.verify.publickey", TestTokens.publicKey(), "mp.jwt.verify.clock.skew", "0");
    AccessConfig config =
        AccessConfig.from(new Settings(key -> Optional.ofNullable(settings.get(key))));
    for (Cluster each : two) {
      Gate gate = new Gate(config, new RefusalCounts(), each.clock());
      assertThat(gate.admit(Optional.of(TestTokens.ada(now + 60))).subject()).isEqualTo("ada");
      assertThatThrownBy(() -> gate.admit(Optional.of(TestTokens.ada(now - 60))))
          .hasMessage("the token has expired");
      assertThat(gate.tokenClock().millis()).isCloseTo(now * 1000, within(4_000L));
    }
  }

  @Test
  void haveOneOrderAndOneHistory() {
    BroadcastId before = TestCluster.place(two.get(0));
    List<String> sent = new ArrayList<>();
    BroadcastId last = before;
    for (int i = 0; i < 10; i++) {
      String text = "e" + i;
      String id =
          two.get(i % 2).adapter().publish(Broadcasts.text(text)).toCompletableFuture().join();
      BroadcastId place = BroadcastId.parse(id);
      assertThat(place).isGreaterThan(last);
      assertThat(place.millis()).isCloseTo(System.currentTimeMillis(), within(60_000L));
      last = place;
      sent.add(id);
    }
    BroadcastId until = last;
    for (Cluster each : two) {
      await().until(() -> TestCluster.place(each).equals(until));
      assertThat(
              HistoryContract.between(each.history(), "/", Offset.of(before), until)
                  .toCompletableFuture()
                  .join())
          .satisfies(missed -> assertThat(missed.complete()).isTrue())
          .satisfies(missed -> assertThat(missed.events()).extracting("id").isEqualTo(sent));
    }
  }

  @Test
  void knowEachOtherForAsLongAsTheyLive() {
    for (Cluster each : two) {
      assertThat(each.registry().instances().toCompletableFuture().join()).hasSize(2);
    }
    // Several leases long.
    await()
        .during(Duration.ofMillis(2 * TestCluster.TIMING.lease()))
        .atMost(Duration.ofSeconds(20))
        .until(() -> two.stream().allMatch(each -> each.registry().health().healthy()));
    cluster.kill(two.get(0));
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> two.get(1).registry().instances().toCompletableFuture().join().size() == 1);
  }

  @Test
  void rememberForTheSameTimeWhatWasDone() {
    IdempotencyContract.begin(two.get(0).idempotency(), "key").join().answered(new byte[] {'x'});
    await()
        .untilAsserted(
            () ->
                assertThat(
                        IdempotencyContract.answer(
                            IdempotencyContract.begin(two.get(1).idempotency(), "key")))
                    .isEqualTo("x"));
  }
}
