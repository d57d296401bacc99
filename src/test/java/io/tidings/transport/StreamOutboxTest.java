package io.tidings.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidings.access.MemoryBudget.Holding;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class StreamOutboxTest {

  private final StreamOutbox outbox = new StreamOutbox(100_000, Holding.uncounted());

  private boolean offer(String text) {
    return outbox.offer(text.getBytes(StandardCharsets.UTF_8));
  }

  private String take() {
    byte[] taken = outbox.take();
    return taken == null ? null : new String(taken, StandardCharsets.UTF_8);
  }

  @Test
  void smallFramesShareAWrite() {
    offer("a");
    offer("b");
    offer("c");
    assertThat(take()).isEqualTo("abc");
    assertThat(take()).isNull();
  }

  @Test
  void largeOnesGoAlone() {
    offer("a".repeat(30_000));
    offer("b".repeat(3_000));
    offer("c");
    assertThat(take()).hasSize(30_000);
    assertThat(take()).hasSize(3_001).endsWith("c");
  }

  @Test
  void whatFindsNoRoomIsRefused() {
    assertThat(offer("a".repeat(60_000))).isTrue();
    assertThat(offer("b".repeat(50_000))).isFalse();
    assertThat(offer("c".repeat(40_000))).isTrue();
    take();
    assertThat(offer("d".repeat(50_000))).isTrue();
  }

  @Test
  void aLoneFrameAlwaysPasses() {
    assertThat(offer("a".repeat(200_000))).isTrue();
    assertThat(offer("b")).isFalse();
    assertThat(take()).hasSize(200_000);
  }

  @Test
  void whatWaitsWhenItIsClosedStillGoesOut() {
    offer("a");
    outbox.close();
    assertThat(offer("b")).isTrue();
    assertThat(take()).isEqualTo("a");
    assertThat(outbox.isEmpty()).isTrue();
  }

  @Test
  void whatIsDiscardedIsGone() {
    offer("a");
    outbox.discard();
    offer("b");
    assertThat(take()).isNull();
  }
}
