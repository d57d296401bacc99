package io.tidings.drain;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidings.config.DrainConfig;
import io.tidings.engine.ManualTimer;
import io.tidings.transport.EventStream;
import io.tidings.transport.EventStreams;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** How an instance gives up its event streams, with time by hand. */
class StreamsDrainTest {

  private final ManualTimer timer = new ManualTimer();
  private final EventStreams streams = new EventStreams();
  private final StreamsDrain drain =
      new StreamsDrain(streams, new DrainConfig(5_000, 10_000), timer, new Random(1));

  /** One whose listener takes what is sent, or does not. */
  private record Stream(boolean reads, CompletableFuture<Void> over) implements EventStream {

    @Override
    public void send(byte[] frame) {}

    @Override
    public void whenDrained(Runnable task) {}

    @Override
    public void end() {
      if (reads) {
        over.complete(null);
      }
    }

    @Override
    public void whenOver(Runnable task) {
      over.thenRun(task);
    }
  }

  private void open(int count, boolean reads) {
    for (int i = 0; i < count; i++) {
      streams.add(new Stream(reads, new CompletableFuture<>()));
    }
  }

  private CompletableFuture<Void> begin() {
    return drain.begin().toCompletableFuture();
  }

  @Test
  void whereNothingIsThereNothingIsWaitedFor() {
    assertThat(begin()).isCompleted();
  }

  @Test
  void theyGoAFewAtATimeAndAllInTime() {
    open(100, true);
    CompletableFuture<Void> over = begin();

    for (int seconds = 1; seconds <= 5; seconds++) {
      assertThat(over).isNotDone();
      timer.advance(1_000);
      assertThat(streams.count()).isEqualTo(100 - 20 * seconds);
    }
    timer.advance(StreamsDrain.LOOK);
    assertThat(over).isCompleted();
  }

  @Test
  void whoDoesNotReadIsNotWaitedForWithoutEnd() {
    open(1, false);
    CompletableFuture<Void> over = begin();
    timer.advance(14_900);
    assertThat(over).isNotDone();
    timer.advance(200);

    assertThat(over).isCompleted();
  }

  @Test
  void inAHurryAllGoAtOnce() {
    open(10, true);
    CompletableFuture<Void> over = begin();
    drain.hurry();
    timer.advance(StreamsDrain.LOOK);

    assertThat(over).isCompleted();
    assertThat(streams.count()).isZero();
  }
}
