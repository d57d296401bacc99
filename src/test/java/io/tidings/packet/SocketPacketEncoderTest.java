package io.tidings.packet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidings.packet.EncodedPacket.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SocketPacketEncoderTest {

  private static final String MARK = "{\"_placeholder\":true,\"num\":0}";

  @Test
  void writesConnect() {
    assertThat(text(SocketPacketEncoder.connect("/", "x"))).isEqualTo("40{\"sid\":\"x\"}");
    assertThat(text(SocketPacketEncoder.connect("/admin", "x")))
        .isEqualTo("40/admin,{\"sid\":\"x\"}");
  }

  @Test
  void writesDisconnect() {
    assertThat(text(SocketPacketEncoder.disconnect("/"))).isEqualTo("41");
    assertThat(text(SocketPacketEncoder.disconnect("/admin"))).isEqualTo("41/admin,");
  }

  @Test
  void writesConnectError() {
    assertThat(text(SocketPacketEncoder.connectError("/x", "Invalid namespace", null)))
        .isEqualTo("44/x,{\"message\":\"Invalid namespace\"}");
    assertThat(text(SocketPacketEncoder.connectError("/", "no \"way\"", "{\"a\":1}")))
        .isEqualTo("44{\"message\":\"no \\\"way\\\"\",\"data\":{\"a\":1}}");
  }

  @Test
  void writesEvents() throws Exception {
    Arguments none = Arguments.NONE;
    Arguments two = Arguments.parse("[1,\"é\"]");
    assertThat(text(SocketPacketEncoder.event(Kind.EVENT, "/", "e", none))).isEqualTo("42[\"e\"]");
    assertThat(text(SocketPacketEncoder.event(Kind.EVENT, "/", "e\"", two)))
        .isEqualTo("42[\"e\\\"\",1,\"é\"]");
    assertThat(text(SocketPacketEncoder.event("/admin", 0, "e", two)))
        .isEqualTo("42/admin,0[\"e\",1,\"é\"]");
    assertThat(text(SocketPacketEncoder.event("/", 12, "e", none))).isEqualTo("4212[\"e\"]");
  }

  @Test
  void writesAcks() throws Exception {
    assertThat(text(SocketPacketEncoder.ack("/", 0, Arguments.NONE))).isEqualTo("430[]");
    assertThat(text(SocketPacketEncoder.ack("/admin", 13, Arguments.parse("[ 1 ]"))))
        .isEqualTo("43/admin,13[1]");
  }

  @Test
  void writesBinaryEventsAndAcks() throws Exception {
    Arguments binary = Arguments.parse("[" + MARK + "]", List.of(new byte[] {1}));
    EncodedPacket event = SocketPacketEncoder.event(Kind.VOLATILE, "/", "e", binary);
    assertThat(event.text()).asString(UTF_8).isEqualTo("451-[\"e\"," + MARK + "]");
    assertThat(event.attachments().get(0)).containsExactly(1);
    assertThat(event.kind()).isEqualTo(Kind.VOLATILE);
    assertThat(SocketPacketEncoder.event("/admin", 5, "e", binary).text())
        .asString(UTF_8)
        .isEqualTo("451-/admin,5[\"e\"," + MARK + "]");
    assertThat(SocketPacketEncoder.ack("/admin", 5, binary).text())
        .asString(UTF_8)
        .isEqualTo("461-/admin,5[" + MARK + "]");
  }

  @Test
  void onlyEventsMayBeDropped() {
    assertThat(SocketPacketEncoder.connect("/", "x").kind()).isEqualTo(Kind.CONTROL);
    assertThat(SocketPacketEncoder.disconnect("/").kind()).isEqualTo(Kind.CONTROL);
    assertThat(SocketPacketEncoder.ack("/", 1, Arguments.NONE).kind()).isEqualTo(Kind.CONTROL);
    assertThat(SocketPacketEncoder.event("/", 1, "e", Arguments.NONE).kind()).isEqualTo(Kind.EVENT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "connect",
        "connect_error",
        "disconnect",
        "disconnecting",
        "newListener",
        "removeListener"
      })
  void refusesReservedNames(String name) {
    assertThatThrownBy(() -> SocketPacketEncoder.event(Kind.EVENT, "/", name, Arguments.NONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(name);
  }

  private static String text(EncodedPacket packet) {
    assertThat(packet.attachments()).isEmpty();
    return new String(packet.text(), UTF_8);
  }
}
