package io.tidings.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidings.broadcast.BroadcastId;
import io.tidings.config.RecoveryConfig;
import io.tidings.relay.WireReader;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What an instance still knows of what it heard. */
class HistoryRingTest {

  private static final int EVENTS = 200;

  private final Hands time = new Hands();
  private final HistoryRing ring =
      new HistoryRing(new RecoveryConfig(1_000, EVENTS, 1 << 20), time);

  private static final class Hands implements Scheduler {
    private long now;

    @Override
    public long millis() {
      return now;
    }

    @Override
    public void after(long millis, Runnable task) {
      throw new UnsupportedOperationException();
    }
  }

  private static BroadcastId id(long sequence) {
    return new BroadcastId(5_000, sequence);
  }

  private void add(BroadcastId id, String text) {
    ring.add(
        id, "other", id.sequence(), new WireReader(BroadcastCodec.encode(Broadcasts.text(text))));
  }

  private void hear(int from, int to) {
    for (int i = from; i <= to; i++) {
      add(id(i), "m" + i);
    }
  }

  private Optional<Integer> count(BroadcastId after, BroadcastId until) {
    return ring.between("/", after, until).map(found -> found.size());
  }

  @Test
  void beforeItBeginsItKnowsNothing() {
    assertThat(count(BroadcastId.NONE, BroadcastId.NONE)).isEmpty();
    ring.begin(id(1));
    assertThat(count(id(0), id(1))).isEmpty();
    assertThat(count(id(1), id(1))).contains(0);
    assertThat(count(id(1), id(2))).isEmpty();
  }

  @Test
  void itKnowsWhatWasHeardAndNotWhatIsToCome() {
    ring.begin(id(0));
    hear(1, 100);
    assertThat(count(id(0), id(100))).contains(100);
    assertThat(count(id(10), id(19))).contains(9);
    assertThat(ring.between("/other", id(0), id(100)).orElseThrow()).isEmpty();
    assertThat(count(id(0), id(101))).isEmpty();
    ring.reached(id(101));
    assertThat(count(id(0), id(101))).contains(100);
  }

  @Test
  void theOldestGoWhenThereAreTooMany() {
    ring.begin(id(0));
    hear(1, EVENTS + 10);
    assertThat(count(id(9), id(20))).isEmpty();
    assertThat(count(id(10), id(EVENTS + 10))).contains(EVENTS);
    assertThat(ring.edge(id(EVENTS + 10))).isEqualTo(id(EVENTS + 10));
  }

  @Test
  void theOldestGoWhenTheyTakeTooMuch() {
    ring.begin(id(0));
    for (int i = 1; i <= 100; i++) {
      add(id(i), "x".repeat(100_000));
    }
    assertThat(count(id(92), id(100))).contains(8);
    assertThat(count(id(80), id(100))).isEmpty();
  }

  @Test
  void theOldestGoInTime() {
    ring.begin(id(0));
    hear(1, 1);
    time.now = 999;
    hear(2, 2);
    assertThat(count(id(0), id(2))).contains(2);
    time.now = 1_000;
    assertThat(count(id(0), id(2))).isEmpty();
    assertThat(count(id(1), id(2))).contains(1);
    // By the time of those who publish, too.
    add(new BroadcastId(6_001, 0), "later");
    assertThat(count(id(1), new BroadcastId(6_001, 0))).isEmpty();
    assertThat(count(id(2), new BroadcastId(6_001, 0))).contains(1);
  }

  @Test
  void whatMayBeMissingIsNotKnown() {
    ring.begin(id(0));
    hear(1, 10);
    ring.forget(id(5));
    assertThat(count(id(4), id(10))).isEmpty();
    assertThat(count(id(5), id(10))).contains(5);
    ring.forget(id(20));
    assertThat(count(id(10), id(10))).isEmpty();
  }

  @Test
  void withoutRecoveryNothingIsKept() {
    HistoryRing off = new HistoryRing(new RecoveryConfig(0, 0, 1 << 20), time);
    off.begin(id(0));
    off.add(id(1), "other", 1, new WireReader(BroadcastCodec.encode(Broadcasts.text("x"))));
    assertThat(off.between("/", id(0), id(1))).isEmpty();
  }
}
