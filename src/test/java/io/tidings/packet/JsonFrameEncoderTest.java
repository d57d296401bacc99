package io.tidings.packet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidings.packet.EncodedPacket.Kind;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class JsonFrameEncoderTest {

  private static final String MARK = "{\"_placeholder\":true,\"num\":0}";

  @Test
  void writesConnected() {
    assertThat(json(SocketPacketEncoder.connect("/", "x")))
        .isEqualTo(
            "{\"type\":\"connected\",\"namespace\":\"/\",\"sid\":\"x\",\"recovered\":false}");
    assertThat(json(SocketPacketEncoder.connect("/a", "x", "p")))
        .isEqualTo(
            "{\"type\":\"connected\",\"namespace\":\"/a\",\"sid\":\"x\",\"pid\":\"p\","
                + "\"recovered\":false}");
    EncodedPacket back = SocketPacketEncoder.reconnect("/a", "x", "p");
    assertThat(json(back)).endsWith("\"pid\":\"p\",\"recovered\":true}");
    assertThat(back.text()).isEqualTo(SocketPacketEncoder.connect("/a", "x", "p").text());
  }

  @Test
  void writesEndsAndErrors() {
    assertThat(json(SocketPacketEncoder.disconnect("/a")))
        .isEqualTo("{\"type\":\"disconnect\",\"namespace\":\"/a\"}");
    assertThat(json(SocketPacketEncoder.connectError("/a", "no \"way\"", "{\"code\":4}")))
        .isEqualTo(
            "{\"type\":\"error\",\"namespace\":\"/a\",\"code\":\"refused\","
                + "\"message\":\"no \\\"way\\\"\",\"data\":{\"code\":4}}");
    assertThat(json(JsonFrameEncoder.complaint("not \"so\"")))
        .isEqualTo("{\"type\":\"error\",\"code\":\"protocol\",\"message\":\"not \\\"so\\\"\"}");
  }

  @Test
  void writesEvents() throws Exception {
    Arguments two = Arguments.parse("[1,\"é\"]");
    assertThat(json(SocketPacketEncoder.event(Kind.EVENT, "/", "e", two)))
        .isEqualTo("{\"type\":\"event\",\"namespace\":\"/\",\"event\":\"e\",\"args\":[1,\"é\"]}");
    assertThat(json(SocketPacketEncoder.event(Kind.EVENT, "/", "a\"]", Arguments.NONE)))
        .isEqualTo("{\"type\":\"event\",\"namespace\":\"/\",\"event\":\"a\\\"]\",\"args\":[]}");
    assertThat(json(SocketPacketEncoder.event("/a", 7, "e", Arguments.NONE)))
        .isEqualTo(
            "{\"type\":\"event\",\"namespace\":\"/a\",\"event\":\"e\",\"args\":[],\"id\":7}");
  }

  @Test
  void anOffsetIsNoArgument() throws Exception {
    EncodedPacket none = SocketPacketEncoder.event(Kind.EVENT, "/", "e", Arguments.NONE);
    assertThat(json(SocketPacketEncoder.withOffset(none, "1-0")))
        .isEqualTo(
            "{\"type\":\"event\",\"namespace\":\"/\",\"event\":\"e\",\"args\":[],"
                + "\"offset\":\"1-0\"}");
    EncodedPacket one =
        SocketPacketEncoder.event(Kind.EVENT, "/", "e", Arguments.parse("[\"1-0\"]"));
    assertThat(json(SocketPacketEncoder.withOffset(one, "1-0")))
        .contains("\"args\":[\"1-0\"],\"offset\":\"1-0\"");
  }

  @Test
  void binaryIsBase64() throws Exception {
    Arguments binary = Arguments.parse("[" + MARK + ",2]", List.of(new byte[] {1, 2}));
    EncodedPacket event = SocketPacketEncoder.event(Kind.VOLATILE, "/", "e", binary);
    assertThat(json(SocketPacketEncoder.withOffset(event, "1-0")))
        .contains("\"args\":[{\"$binary\":\"AQI=\"},2],\"offset\":\"1-0\"");
    assertThat(event.json().attachments()).isEmpty();
    assertThat(event.json().kind()).isEqualTo(Kind.VOLATILE);
    assertThat(json(SocketPacketEncoder.ack("/", 3, binary)))
        .isEqualTo(
            "{\"type\":\"ack\",\"namespace\":\"/\",\"id\":3,"
                + "\"args\":[{\"$binary\":\"AQI=\"},2]}");
  }

  @Test
  void aPingIsOneOfWebSocket() {
    assertThat(EngineCodec.PING.json()).isSameAs(EncodedPacket.PING_FRAME);
    assertThat(EncodedPacket.PING_FRAME.webSocketBytes()).containsExactly(0x89, 0);
  }

  @Test
  void whatHasNoFormOfItsOwnIsNotSent() {
    assertThat(EngineCodec.open("{\"sid\":\"secret\"}").json()).isSameAs(EncodedPacket.NOTHING);
    assertThat(EngineCodec.NOOP.json()).isSameAs(EncodedPacket.NOTHING);
    assertThat(EngineCodec.CLOSE.json()).isSameAs(EncodedPacket.NOTHING);
    assertThat(EngineCodec.text("hello").json()).isSameAs(EncodedPacket.NOTHING);
    assertThat(EngineCodec.binary(new byte[] {1}).json()).isSameAs(EncodedPacket.NOTHING);
  }

  @Test
  void allReceiversShareOneFrame() {
    EncodedPacket event = SocketPacketEncoder.event(Kind.EVENT, "/", "e", Arguments.NONE);
    assertThat(event.json()).isSameAs(event.json());
    assertThat(event.json().webSocketBytes()).isSameAs(event.json().webSocketBytes());
  }

  @Provide
  Arbitrary<String> json() {
    return Junk.json();
  }

  @Provide
  Arbitrary<String> names() {
    return Junk.strings().filter(name -> !EventNames.isReserved(name));
  }

  /** What is sent as a frame, read as one, is the packet that it was. */
  @Property
  void whatIsWrittenCanBeReadAgain(
      @ForAll("names") String name, @ForAll("json") String argument, @ForAll byte[] bytes)
      throws Exception {
    Arguments arguments = Arguments.parse("[" + argument + "," + MARK + ",\"$\"]", List.of(bytes));
    EncodedPacket event = SocketPacketEncoder.event("/x", 5, name, arguments);
    JsonFrameDecoder.Message message = new JsonFrameDecoder().decode(json(event)).orElseThrow();
    SocketPacketDecoder decoder = new SocketPacketDecoder();
    decoder.text(message.packet().substring(1));
    SocketPacket.Event back =
        (SocketPacket.Event) decoder.binary(message.attachments().get(0)).get();
    assertThat(back.namespace()).isEqualTo("/x");
    assertThat(back.ackId()).hasValue(5);
    assertThat(back.name()).isEqualTo(name);
    assertThat(back.arguments().attachments()).containsExactly(bytes);
    assertThat(back.arguments().json(1)).isEqualTo(MARK);
  }

  private static String json(EncodedPacket packet) {
    return new String(packet.json().text(), UTF_8);
  }
}
