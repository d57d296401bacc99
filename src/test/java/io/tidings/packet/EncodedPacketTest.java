package io.tidings.packet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidings.packet.EncodedPacket.Kind;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EncodedPacketTest {

  /** The three forms of a frame's length (RFC 6455, section 5.2). */
  @ParameterizedTest
  @CsvSource({
    "1, 01",
    "125, 7d",
    "126, 7e007e",
    "127, 7e007f",
    "65535, 7effff",
    "65536, 7f0000000000010000",
    "70000, 7f0000000000011170"
  })
  void framesTextUnmaskedWithTheShortestLength(int length, String header) {
    byte[] payload = new byte[length];
    Arrays.fill(payload, (byte) 'x');
    byte[] frame = EncodedPacket.text(Kind.EVENT, payload).webSocketBytes();
    int start = 1 + header.length() / 2;
    assertThat(frame[0]).isEqualTo((byte) 0x81);
    assertThat(hex(Arrays.copyOfRange(frame, 1, start))).isEqualTo(header);
    assertThat(Arrays.copyOfRange(frame, start, frame.length)).isEqualTo(payload);

    byte[] binary = EncodedPacket.binary(Kind.EVENT, payload).webSocketBytes();
    assertThat(binary[0]).isEqualTo((byte) 0x82);
    assertThat(Arrays.copyOfRange(binary, 1, binary.length))
        .isEqualTo(Arrays.copyOfRange(frame, 1, frame.length));
  }

  @Test
  void framesAttachmentsBehindTheirPacket() {
    EncodedPacket packet =
        EncodedPacket.of(Kind.EVENT, "ab".getBytes(UTF_8), List.of(new byte[] {9}, new byte[0]));
    assertThat(hex(packet.webSocketBytes())).isEqualTo("81026162" + "820109" + "8200");
    assertThat(packet.size()).isEqualTo(3);
  }

  @Test
  void textTravelsInAPollingPayloadAsItIs() {
    EncodedPacket packet = EncodedPacket.text(Kind.EVENT, "4é");
    assertThat(packet.pollingBytes()).isEqualTo("4é".getBytes(UTF_8));
    assertThat(packet.size()).isEqualTo(3);
  }

  @Test
  void binaryTravelsInAPollingPayloadAsBase64() {
    assertThat(EncodedPacket.binary(Kind.EVENT, new byte[] {1, 2, 3, 4}).pollingBytes())
        .asString(UTF_8)
        .isEqualTo("bAQIDBA==");
    assertThat(EncodedPacket.binary(Kind.EVENT, new byte[0]).pollingBytes())
        .asString(UTF_8)
        .isEqualTo("b");
  }

  @Test
  void isEncodedOnce() {
    EncodedPacket packet = EncodedPacket.binary(Kind.EVENT, new byte[] {1});
    assertThat(packet.webSocketBytes()).isSameAs(packet.webSocketBytes());
    assertThat(packet.pollingBytes()).isSameAs(packet.pollingBytes());
  }

  private static String hex(byte[] bytes) {
    StringBuilder out = new StringBuilder();
    for (byte b : bytes) {
      out.append(String.format("%02x", b));
    }
    return out.toString();
  }
}
