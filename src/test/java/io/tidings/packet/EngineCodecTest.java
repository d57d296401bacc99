package io.tidings.packet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidings.packet.EncodedPacket.Kind;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EngineCodecTest {

  @Test
  void writesEveryPacketOfAServer() {
    assertThat(text(EngineCodec.open("{\"sid\":\"x\"}"))).isEqualTo("0{\"sid\":\"x\"}");
    assertThat(text(EngineCodec.CLOSE)).isEqualTo("1");
    assertThat(text(EngineCodec.PING)).isEqualTo("2");
    assertThat(text(EngineCodec.PONG_PROBE)).isEqualTo("3probe");
    assertThat(text(EngineCodec.text("héllo"))).isEqualTo("4héllo");
    assertThat(text(EngineCodec.NOOP)).isEqualTo("6");
    assertThat(EngineCodec.binary(new byte[] {1, 2}).attachments().get(0)).containsExactly(1, 2);
  }

  @Test
  void readsEveryPacketOfAClient() throws Exception {
    assertThat(EngineCodec.decode("0")).isEqualTo(new EnginePacket.Open());
    assertThat(EngineCodec.decode("1")).isEqualTo(new EnginePacket.Close());
    assertThat(EngineCodec.decode("2")).isEqualTo(new EnginePacket.Ping(""));
    assertThat(EngineCodec.decode("2probe")).isEqualTo(new EnginePacket.Ping("probe"));
    assertThat(EngineCodec.decode("3")).isEqualTo(new EnginePacket.Pong(""));
    assertThat(EngineCodec.decode("3probe")).isEqualTo(new EnginePacket.Pong("probe"));
    assertThat(EngineCodec.decode("4")).isEqualTo(new EnginePacket.Text(""));
    assertThat(EngineCodec.decode("42[\"a\"]")).isEqualTo(new EnginePacket.Text("2[\"a\"]"));
    assertThat(EngineCodec.decode("5")).isEqualTo(new EnginePacket.Upgrade());
    assertThat(EngineCodec.decode("6")).isEqualTo(new EnginePacket.Noop());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "7", "a", "b", " 4", "-", "\u001e", "４"})
  void refusesOtherPackets(String packet) {
    assertThatThrownBy(() -> EngineCodec.decode(packet)).isInstanceOf(PacketException.class);
  }

  @Test
  void readsAPayload() throws Exception {
    List<EnginePacket> packets = EngineCodec.decodePayload("4a\u001e3\u001ebAQID\u001e4\u001eb");
    assertThat(packets).hasSize(5);
    assertThat(packets.get(0)).isEqualTo(new EnginePacket.Text("a"));
    assertThat(packets.get(1)).isEqualTo(new EnginePacket.Pong(""));
    assertThat(((EnginePacket.Binary) packets.get(2)).data()).containsExactly(1, 2, 3);
    assertThat(packets.get(3)).isEqualTo(new EnginePacket.Text(""));
    assertThat(((EnginePacket.Binary) packets.get(4)).data()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\u001e",
        "4a\u001e",
        "\u001e4a",
        "4a\u001e\u001e4b",
        "b!",
        "bA",
        "b€",
        "bAQ==x",
        "bAQ==AQ==",
        "bA\n",
        "bAQ ID",
        "bAQ\tID",
        "bAQID\u0085",
        "bAQ.ID",
        "b=",
        "b-_=-",
        "x"
      })
  void refusesABrokenPayload(String payload) {
    assertThatThrownBy(() -> EngineCodec.decodePayload(payload))
        .isInstanceOf(PacketException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 56, 57, 58, 59, 113, 114, 115, 3000, 60_000})
  void readsBase64InLinesAndInTheAlphabetForUrls(int length) throws Exception {
    byte[] data = new byte[length];
    new Random(length).nextBytes(data);
    String plain = Base64.getEncoder().encodeToString(data);
    String inLines = Base64.getMimeEncoder().encodeToString(data);
    String forUrls = Base64.getUrlEncoder().encodeToString(data);
    List<String> variants =
        List.of(
            plain,
            plain.replace("=", ""),
            plain + "\n",
            inLines + "\r\n",
            inLines.replace("\r", ""),
            inLines.replace("\n", ""),
            forUrls,
            Base64.getUrlEncoder().withoutPadding().encodeToString(data),
            Base64.getMimeEncoder(4, new byte[] {'\n'}).encodeToString(data));
    for (String variant : variants) {
      List<EnginePacket> packets = EngineCodec.decodePayload("4a\u001eb" + variant + "\u001e3");

      assertThat(packets).as(variant).hasSize(3);
      assertThat(((EnginePacket.Binary) packets.get(1)).data()).as(variant).isEqualTo(data);
    }
  }

  @Test
  void writesAPayload() {
    EncodedPacket event =
        EncodedPacket.of(
            Kind.EVENT, "452-[]".getBytes(UTF_8), List.of(new byte[] {1}, new byte[] {2, 3}));
    byte[] payload =
        EngineCodec.encodePayload(
            List.of(EngineCodec.PING, event, EngineCodec.binary(new byte[] {-1})));
    assertThat(new String(payload, UTF_8))
        .isEqualTo("2\u001e452-[]\u001ebAQ==\u001ebAgM=\u001eb/w==");
  }

  @Provide
  Arbitrary<String> payloads() {
    return Arbitraries.strings().withChars("0123456b=AQ/+\u001e[\"].€").ofMaxLength(20);
  }

  @Property(tries = 2000)
  void junkIsReadOrRefused(@ForAll("payloads") String payload) {
    try {
      assertThat(EngineCodec.decodePayload(payload)).isNotEmpty();
    } catch (PacketException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  private static String text(EncodedPacket packet) {
    assertThat(packet.attachments()).isEmpty();
    return new String(packet.text(), UTF_8);
  }
}
