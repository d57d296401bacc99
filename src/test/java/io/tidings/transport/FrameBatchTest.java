package io.tidings.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidings.packet.EncodedPacket;
import io.tidings.packet.EncodedPacket.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrameBatchTest {

  private final EncodedPacket text = EncodedPacket.text(Kind.EVENT, "4a");
  private final EncodedPacket binary = EncodedPacket.binary(Kind.EVENT, new byte[] {7, 8, 9});

  @Test
  void aPacketAloneIsNotCopied() {
    assertThat(FrameBatch.of(List.of(text)).array()).isSameAs(text.webSocketBytes());
  }

  @Test
  void severalFollowEachOther() {
    assertThat(FrameBatch.of(List.of(text, binary, text)).array())
        .containsExactly(
            0x81, 2, '4', 'a', //
            0x82, 3, 7, 8, 9, //
            0x81, 2, '4', 'a');
  }
}
