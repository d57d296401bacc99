package io.tidings.namespace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidings.broadcast.Broadcast;
import io.tidings.broadcast.BroadcastId;
import io.tidings.broadcast.Selection;
import io.tidings.packet.ArgumentMapper;
import io.tidings.packet.EncodedPacket;
import io.tidings.packet.SocketPacketEncoder;
import org.junit.jupiter.api.Test;

class KeptTest {

  private static final int LARGE = 1 << 20;

  private final Kept kept = new Kept();
  private final EncodedPacket large = packet("x".repeat(LARGE));

  private static EncodedPacket packet(String text) {
    return SocketPacketEncoder.event(
        EncodedPacket.Kind.EVENT, "/", "e", new ArgumentMapper().toArguments(text));
  }

  private static BroadcastId id(long sequence) {
    return new BroadcastId(1, sequence);
  }

  private void add(long sequence) {
    kept.add(new Delivery(id(sequence).toString(), new Broadcast("/", Selection.ALL, large)));
  }

  @Test
  void nothingIsKeptForNobody() {
    add(1);
    assertThat(kept.bytes()).isZero();
    kept.expect(id(1));
    add(2);
    kept.forget(id(1));
    add(3);
    assertThat(kept.isWanted()).isFalse();
    assertThat(kept.bytes()).isZero();
  }

  @Test
  void eachIsGivenWhatIsBehindItsPlace() {
    kept.expect(id(0));
    add(1);
    kept.expect(id(1));
    add(2);
    assertThat(kept.after(id(0))).hasSize(2);
    assertThat(kept.after(id(1))).hasSize(1);
    kept.forget(id(0));
    assertThat(kept.after(id(1))).hasSize(1);
    assertThat(kept.isWanted()).isTrue();
  }

  /** When many move one after the other, there is never a moment at which nobody is expected. */
  @Test
  void whatNobodyWantsAnyMoreMakesRoom() {
    for (int i = 0; i < 200; i++) {
      kept.expect(id(i));
      add(i + 1);
      if (i > 0) {
        kept.forget(id(i - 1));
      }
    }
    assertThat(kept.bytes()).isLessThan(4 * LARGE);
    assertThat(kept.after(id(199))).hasSize(1);
  }

  @Test
  void theOneWhoComesTooLateHasToStartAnewAndNoOtherHas() {
    kept.expect(id(0));
    for (int i = 0; i < 100; i++) {
      add(i + 1);
    }
    assertThat(kept.bytes()).isLessThanOrEqualTo(64L << 20);
    assertThatThrownBy(() -> kept.after(id(0))).isInstanceOf(IllegalStateException.class);
    kept.expect(id(100));
    add(101);
    assertThat(kept.after(id(100))).hasSize(1);
  }
}
