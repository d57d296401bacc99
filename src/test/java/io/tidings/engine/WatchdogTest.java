package io.tidings.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WatchdogTest {

  private final AtomicLong clock = new AtomicLong();
  private final AtomicLong count = new AtomicLong();
  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private final Watchdog watchdog = new Watchdog(clock::get);

  private void later(long millis) {
    clock.addAndGet(millis);
  }

  @Test
  void saysWhatStands() {
    watchdog.watch("well", Runnable::run);
    watchdog.watch("stuck", tasks::add);
    assertThat(watchdog.standing()).isEmpty();
    later(Watchdog.PATIENCE - 1);
    assertThat(watchdog.standing()).isEmpty();
    later(1);
    assertThat(watchdog.standing()).containsExactly("stuck");
    assertThat(tasks).as("one at a time").hasSize(1);
  }

  @Test
  void whatGoesOnAgainStandsNoMore() {
    watchdog.watch("stuck", tasks::add);
    watchdog.standing();
    later(Watchdog.PATIENCE);
    assertThat(watchdog.standing()).hasSize(1);
    tasks.remove().run();
    assertThat(watchdog.standing()).isEmpty();
  }

  @Test
  void whatIsIdleDoesNotStand() {
    watchdog.watch("idle", Runnable::run);
    watchdog.standing();
    later(100 * Watchdog.PATIENCE);
    assertThat(watchdog.standing()).isEmpty();
  }

  @Test
  void whatIsBusyDoesNotStand() {
    watchdog.watch("busy", tasks::add, count::get);
    for (int i = 0; i < 10; i++) {
      assertThat(watchdog.standing()).isEmpty();
      count.incrementAndGet();
      later(Watchdog.PATIENCE);
    }
    assertThat(watchdog.standing()).isEmpty();
    later(Watchdog.PATIENCE);
    assertThat(watchdog.standing()).containsExactly("busy");
  }
}
