package io.tidings.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidings.access.EventRate.Verdict;
import io.tidings.config.LimitsConfig;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Limits, with the clock in hand. */
class LimitsTest {

  private static final String ADA = "192.0.2.1";
  private static final String BOB = "192.0.2.2";

  private final AtomicLong clock = new AtomicLong();
  private final RefusalCounts refusals = new RefusalCounts(clock::get);

  private Limits limits(int connections, int perAddress, int events) {
    return new Limits(new LimitsConfig(connections, perAddress, events, 2, 0, 0, 0), refusals);
  }

  private long admitted(EventRate rate, int events) {
    return IntStream.range(0, events).filter(n -> rate.next() == Verdict.ADMITTED).count();
  }

  @Test
  void connectionsAreCountedInAll() {
    Limits limits = limits(2, 0, 0);
    limits.entered(ADA);
    limits.entered(BOB);
    assertThat(limits.refusal(ADA)).contains(Limit.CONNECTIONS);
    limits.left(BOB);
    assertThat(limits.refusal(ADA)).isEmpty();
    assertThat(refusals.count(Limit.CONNECTIONS)).isEqualTo(1);
  }

  @Test
  void connectionsAreCountedByAddress() {
    Limits limits = limits(0, 1, 0);
    limits.entered(ADA);
    assertThat(limits.refusal(ADA)).contains(Limit.CONNECTIONS_PER_ADDRESS);
    assertThat(limits.refusal(BOB)).isEmpty();
    limits.left(ADA);
    assertThat(limits.refusal(ADA)).isEmpty();
    assertThat(refusals.count(Limit.CONNECTIONS_PER_ADDRESS)).isEqualTo(1);
  }

  @Test
  void anAddressWithoutConnectionsIsForgotten() {
    ConnectionCount count = new ConnectionCount(new LimitsConfig(0, 5, 0, 0, 0, 0, 0));
    count.entered(ADA);
    count.entered(ADA);
    count.left(ADA);
    assertThat(count.addresses()).isEqualTo(1);
    count.left(ADA);
    assertThat(count.addresses()).isZero();
  }

  @Test
  void withoutALimitNothingIsRefusedOrRemembered() {
    Limits none = Limits.none();
    none.entered(ADA);
    assertThat(none.refusal(ADA)).isEmpty();
    assertThat(none.isFull(1_000_000)).isFalse();
    assertThat(none.eventRate(clock::get)).isEmpty();
  }

  @Test
  void eventsMayComeAtOnceAfterAPauseAndThenSoManyASecond() {
    EventRate rate = limits(0, 0, 10).eventRate(clock::get).orElseThrow();
    assertThat(admitted(rate, 15)).isEqualTo(10);
    clock.addAndGet(500);
    assertThat(admitted(rate, 15)).isEqualTo(5);
    clock.addAndGet(3_600_000);
    assertThat(admitted(rate, 15)).isEqualTo(10);
  }

  @Test
  void whoGoesOnFarBeyondIsHopeless() {
    EventRate rate = limits(0, 0, 10).eventRate(clock::get).orElseThrow();
    for (int n = 0; n < 100; n++) {
      assertThat(rate.next()).isNotEqualTo(Verdict.HOPELESS);
    }
    assertThat(rate.next()).isEqualTo(Verdict.HOPELESS);
  }

  @Test
  void whoGoesOnFasterThanTwiceTheRateIsHopelessAfterAWhile() {
    EventRate rate = limits(0, 0, 10).eventRate(clock::get).orElseThrow();
    int seconds = 0;
    while (IntStream.range(0, 40).noneMatch(n -> rate.next() == Verdict.HOPELESS)) {
      clock.addAndGet(1000);
      seconds++;
    }
    assertThat(seconds).isBetween(3, 5);
  }

  @Test
  void whoIsALittleTooFastStays() {
    EventRate rate = limits(0, 0, 10).eventRate(clock::get).orElseThrow();
    for (int second = 0; second < 100; second++) {
      for (int n = 0; n < 12; n++) {
        assertThat(rate.next()).isNotEqualTo(Verdict.HOPELESS);
      }
      clock.addAndGet(1000);
    }
  }

  @Test
  void refusalsAreAllCountedAndSeldomLogged() {
    IntStream.range(0, 1000).forEach(n -> refusals.refused(Limit.ROOMS_PER_SOCKET));
    assertThat(refusals.count(Limit.ROOMS_PER_SOCKET)).isEqualTo(1000);
    assertThat(refusals.count(Limit.CONNECTIONS)).isZero();
  }

  @Property
  void noMoreAreAdmittedThanTheRateAllows(
      @ForAll @IntRange(min = 1, max = 1000) int perSecond, @ForAll @Size(max = 200) int[] pauses) {
    long[] now = {0};
    EventRate rate = new EventRate(perSecond, () -> now[0]);
    long admitted = 0;
    for (int pause : pauses) {
      // Also a clock that goes backward, which it must not.
      now[0] += pause % 50;
      admitted += rate.next() == Verdict.ADMITTED ? 1 : 0;
    }
    long longest = 50L * pauses.length;
    assertThat(admitted).isLessThanOrEqualTo(perSecond + perSecond * longest / 1000);
  }
}
