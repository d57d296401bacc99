package io.tidings.cluster;

import static io.tidings.cluster.IdempotencyContract.answer;
import static io.tidings.cluster.IdempotencyContract.begin;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidings.broadcast.IdempotencyStore;
import java.util.List;
import org.junit.jupiter.api.Test;

class InProcessIdempotencyTest implements IdempotencyContract {

  private final HandMovedClock clock = new HandMovedClock(1_000_000);
  private final InProcessIdempotency store = new InProcessIdempotency(clock, 1_000);

  @Override
  public List<IdempotencyStore> two() {
    return List.of(store, store);
  }

  @Test
  void whatIsOlderThanTheWindowIsForgotten() {
    begin(store, "key").join().answered(new byte[] {'x'});
    clock.now += 999;
    assertThat(answer(begin(store, "key"))).isEqualTo("x");
    clock.now += 1;
    assertThat(begin(store, "key").join().answer()).isEmpty();
  }

  @Test
  void whatIsTooMuchPushesOutTheOldest() {
    byte[] large = new byte[IdempotencyStore.LARGEST_ANSWER];
    for (int i = 0; i < 1_100; i++) {
      begin(store, "key" + i).join().answered(large);
    }
    assertThat(begin(store, "key1099").join().isRepetition()).isTrue();
    assertThat(begin(store, "key0").join().isRepetition()).isFalse();
  }
}
