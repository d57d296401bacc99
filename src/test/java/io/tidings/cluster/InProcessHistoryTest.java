package io.tidings.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidings.broadcast.BroadcastId;
import io.tidings.config.RecoveryConfig;
import org.junit.jupiter.api.Test;

class InProcessHistoryTest implements HistoryContract {

  private final HandMovedClock clock = new HandMovedClock(1_700_000_000_000L);

  @Override
  public Remembering remembering(RecoveryConfig bounds) {
    InProcessBus bus = new InProcessBus(clock, bounds);
    InProcessAdapter adapter = new InProcessAdapter(bus);
    adapter.attach(new Recorder());
    return new Remembering(adapter, bus.history());
  }

  @Override
  public void pass(long millis) {
    clock.now += millis;
  }

  @Test
  void silentNamespacesDoNotAddUp() {
    Remembering it = remembering(new RecoveryConfig(1_000, 100, 64 << 20));
    BroadcastId first = it.publish("/0", "x");
    for (int i = 1; i < 900; i++) {
      it.publish("/" + i, "x");
    }
    pass(2_000);
    BroadcastId before = it.now();
    BroadcastId last = before;
    for (int i = 900; i < 2_500; i++) {
      last = it.publish("/" + i, "x");
    }

    assertThat(it.between("/0", first, last).complete()).isFalse();
    assertThat(it.between("/0", before, last).complete()).isTrue();
    assertThat(it.between("/900", before, last).events()).hasSize(1);
  }
}
