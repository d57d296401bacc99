package io.tidings.packet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidings.packet.EncodedPacket.Kind;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SocketPacketDecoderTest {

  private static final String MARK = "{\"_placeholder\":true,\"num\":0}";

  private final SocketPacketDecoder decoder = new SocketPacketDecoder();

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "0 / {}",
        "0{} / {}",
        "0{\"token\":1} / {\"token\":1}",
        "0/custom /custom {}",
        "0/custom, /custom {}",
        "0/admin,{\"token\":1} /admin {\"token\":1}"
      },
      quoteCharacter = '\'')
  void readsConnect(String packet, String namespace, String auth) throws Exception {
    assertThat(decoder.text(packet)).contains(new SocketPacket.Connect(namespace, auth));
  }

  @Test
  void readsDisconnect() throws Exception {
    assertThat(decoder.text("1")).contains(new SocketPacket.Disconnect("/"));
    assertThat(decoder.text("1/admin,")).contains(new SocketPacket.Disconnect("/admin"));
    assertThat(decoder.text("1/admin")).contains(new SocketPacket.Disconnect("/admin"));
  }

  @Test
  void readsEvents() throws Exception {
    assertEvent(event("2[\"e\"]"), "/", OptionalLong.empty(), "e", "[]");
    assertEvent(event("2[ \"e\" , 1,2 ]"), "/", OptionalLong.empty(), "e", "[1,2]");
    assertEvent(event("20[\"e\",null]"), "/", OptionalLong.of(0), "e", "[null]");
    assertEvent(event("2/admin,456[\"e\"]"), "/admin", OptionalLong.of(456), "e", "[]");
    assertEvent(event("2[7,true]"), "/", OptionalLong.empty(), "7", "[true]");
    assertEvent(event("2[\"\"]"), "/", OptionalLong.empty(), "", "[]");
    assertEvent(event("2[\"\\u0065\"]"), "/", OptionalLong.empty(), "e", "[]");
    assertEvent(
        event("2999999999999999999[\"e\"]"), "/", OptionalLong.of(999999999999999999L), "e", "[]");
  }

  @Test
  void readsAcks() throws Exception {
    assertAck(decoder.text("30[]").orElseThrow(), "/", 0, "[]");
    assertAck(decoder.text("3/admin,13[\"a\",{}]").orElseThrow(), "/admin", 13, "[\"a\",{}]");
  }

  @Test
  void putsAttachmentsBackToTheirPacket() throws Exception {
    assertThat(decoder.text("52-/a,7[\"e\"," + MARK + ",[{\"_placeholder\":true,\"num\":1}]]"))
        .isEmpty();
    assertThat(decoder.binary(new byte[] {1})).isEmpty();
    SocketPacket.Event event = (SocketPacket.Event) decoder.binary(new byte[] {2, 3}).orElseThrow();
    assertEvent(
        event, "/a", OptionalLong.of(7), "e", "[" + MARK + ",[{\"_placeholder\":true,\"num\":1}]]");
    assertThat(event.arguments().attachments()).containsExactly(new byte[] {1}, new byte[] {2, 3});
    assertThat(decoder.text("2[\"next\"]")).isPresent();
  }

  @Test
  void readsBinaryAcks() throws Exception {
    assertThat(decoder.text("61-0[" + MARK + "]")).isEmpty();
    SocketPacket.Ack ack = (SocketPacket.Ack) decoder.binary(new byte[] {1}).orElseThrow();
    assertAck(ack, "/", 0, "[" + MARK + "]");
    assertThat(ack.arguments().attachments()).hasSize(1);
  }

  @Test
  void aBinaryEventMayHaveNoAttachments() throws Exception {
    assertEvent(event("50-[\"e\"]"), "/", OptionalLong.empty(), "e", "[]");
  }

  @Test
  void takesTenAttachmentsAndNoMore() throws Exception {
    assertThat(decoder.text("510-[\"e\"]")).isEmpty();
    for (int i = 0; i < 9; i++) {
      assertThat(decoder.binary(new byte[0])).isEmpty();
    }
    assertThat(decoder.binary(new byte[0])).isPresent();
    assertThatThrownBy(() -> decoder.text("511-[\"e\"]"))
        .isInstanceOf(PacketException.class)
        .hasMessage("too many attachments");
  }

  @Test
  void refusesTextBetweenAttachments() throws Exception {
    decoder.text("51-[\"e\"," + MARK + "]");
    assertThatThrownBy(() -> decoder.text("2[\"e\"]")).isInstanceOf(PacketException.class);
  }

  @Test
  void refusesAnAttachmentOfNothing() {
    assertThatThrownBy(() -> decoder.binary(new byte[1])).isInstanceOf(PacketException.class);
  }

  /** A mark that points nowhere would cut every client that the packet is passed on to. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "1",
        "-1",
        "0.5",
        "\"0\"",
        "null",
        "[]",
        "1e9",
        "99999999999999999999",
        "4294967296"
      })
  void refusesMarksThatPointNowhere(String number) throws Exception {
    decoder.text("51-[\"e\",{\"a\":[{\"_placeholder\":true,\"num\":" + number + "}]}]");
    assertThatThrownBy(() -> decoder.binary(new byte[1]))
        .isInstanceOf(PacketException.class)
        .hasMessage("illegal attachments");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "connect",
        "connect_error",
        "disconnect",
        "disconnecting",
        "newListener",
        "removeListener",
        "\\u0063onnect"
      })
  void refusesReservedNames(String name) {
    assertThatThrownBy(() -> decoder.text("2[\"" + name + "\"]"))
        .isInstanceOf(PacketException.class)
        .hasMessage("reserved event name");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "7",
        "x",
        "-",
        "[\"e\"]",
        "４",
        "0[]",
        "0null",
        "01{",
        "0{}x",
        "0{\"a\"}",
        "0/admin,[]",
        "0\"a\"",
        "1{}",
        "1[]",
        "1/admin,x",
        "2",
        "2{}",
        "2[]",
        "2[null]",
        "2[true]",
        "2[{}]",
        "2[[]]",
        "2\"e\"",
        "2[\"e\"",
        "2[\"e\"]x",
        "2[\"e\",]",
        "2/admin[\"e\"]",
        "2x[\"e\"]",
        "2-1[\"e\"]",
        "21.5[\"e\"]",
        "21234567890123456789[\"e\"]",
        "3",
        "3[]",
        "30",
        "30{}",
        "3-1[]",
        "4",
        "4{\"message\":\"x\"}",
        "5",
        "5[\"e\"]",
        "5-[\"e\"]",
        "5x-[\"e\"]",
        "51[\"e\"]",
        "5001-[\"e\"]",
        "5-1-[\"e\"]",
        "5 1-[\"e\"]",
        "599-[\"e\"]",
        "5１-[\"e\"]",
        "60-[]",
        "6"
      })
  void refusesMalformedPackets(String packet) {
    assertThatThrownBy(() -> decoder.text(packet)).isInstanceOf(PacketException.class);
  }

  @Test
  void refusesLongNamespaces() throws Exception {
    assertThat(decoder.text("0/" + "n".repeat(511))).isPresent();
    assertThatThrownBy(() -> decoder.text("0/" + "n".repeat(512)))
        .isInstanceOf(PacketException.class);
  }

  @Provide
  Arbitrary<List<String>> values() {
    return Junk.json().list().ofMaxSize(4);
  }

  @Provide
  Arbitrary<String> names() {
    return Junk.strings();
  }

  @Property(tries = 300)
  void anEventIsReadAsItWasWritten(
      @ForAll("names") String name,
      @ForAll("values") List<String> values,
      @ForAll @Size(max = 10) List<byte[]> attachments,
      @ForAll @LongRange(min = 0, max = 999_999_999_999_999_999L) long ackId)
      throws Exception {
    Arguments arguments = arguments(values, attachments);
    SocketPacket.Event read =
        (SocketPacket.Event)
            pass(SocketPacketEncoder.event("/n", ackId, name, arguments)).orElseThrow();
    assertEvent(read, "/n", OptionalLong.of(ackId), name, arguments.json());
    assertThat(read.arguments().attachments()).containsExactlyElementsOf(attachments);
    SocketPacket.Event plain =
        (SocketPacket.Event)
            pass(SocketPacketEncoder.event(Kind.EVENT, "/", name, arguments)).orElseThrow();
    assertEvent(plain, "/", OptionalLong.empty(), name, arguments.json());
  }

  @Property(tries = 300)
  void anAckIsReadAsItWasWritten(
      @ForAll("values") List<String> values,
      @ForAll @Size(max = 10) List<byte[]> attachments,
      @ForAll @LongRange(min = 0, max = 999_999_999_999_999_999L) long ackId)
      throws Exception {
    Arguments arguments = arguments(values, attachments);
    SocketPacket.Ack read =
        (SocketPacket.Ack) pass(SocketPacketEncoder.ack("/n", ackId, arguments)).orElseThrow();
    assertAck(read, "/n", ackId, arguments.json());
    assertThat(read.arguments().attachments()).containsExactlyElementsOf(attachments);
  }

  @Provide
  Arbitrary<String> junk() {
    Arbitrary<String> valid =
        Arbitraries.of(
            "0{\"token\":1}",
            "0/admin,{\"a\":[1]}",
            "1/admin,",
            "2[\"e\",1,{\"a\":\"\\u0041\"}]",
            "2/admin,12[\"e\",null]",
            "30[]",
            "3/a,1[\"x\"]",
            "51-/a,3[\"e\",{\"_placeholder\":true,\"num\":0}]",
            "61-4[{\"_placeholder\":true,\"num\":0}]");
    return Arbitraries.oneOf(
        Junk.mutated(valid),
        Junk.mutated(Junk.mutated(valid)),
        Arbitraries.strings().withChars("0123456/,-[]{}\"\\eun:.\u0000é").ofMaxLength(24));
  }

  @Property(tries = 3000)
  void junkIsReadOrRefused(@ForAll("junk") String text) {
    SocketPacketDecoder fresh = new SocketPacketDecoder();
    try {
      Optional<SocketPacket> packet = fresh.text(text);
      for (int i = 0; packet.isEmpty() && i < 11; i++) {
        packet = fresh.binary(new byte[i]);
      }
      assertThat(packet).isPresent();
    } catch (PacketException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  private static Arguments arguments(List<String> values, List<byte[]> attachments)
      throws PacketException {
    StringBuilder json = new StringBuilder("[").append(String.join(",", values));
    for (int i = 0; i < attachments.size(); i++) {
      json.append(json.length() > 1 ? "," : "").append(Placeholders.mark(i));
    }
    return Arguments.parse(json.append(']').toString(), attachments);
  }

  /** Over the wire: the type digit of Engine.IO goes, the attachments follow. */
  private static Optional<SocketPacket> pass(EncodedPacket packet) throws PacketException {
    SocketPacketDecoder decoder = new SocketPacketDecoder();
    Optional<SocketPacket> read = decoder.text(new String(packet.text(), UTF_8).substring(1));
    for (byte[] attachment : packet.attachments()) {
      read = decoder.binary(attachment);
    }
    return read;
  }

  private SocketPacket.Event event(String packet) throws PacketException {
    return (SocketPacket.Event) decoder.text(packet).orElseThrow();
  }

  private static void assertEvent(
      SocketPacket.Event event, String namespace, OptionalLong ackId, String name, String json) {
    assertThat(event.namespace()).isEqualTo(namespace);
    assertThat(event.ackId()).isEqualTo(ackId);
    assertThat(event.name()).isEqualTo(name);
    assertThat(event.arguments().json()).isEqualTo(json);
  }

  private static void assertAck(SocketPacket packet, String namespace, long id, String json) {
    SocketPacket.Ack ack = (SocketPacket.Ack) packet;
    assertThat(ack.namespace()).isEqualTo(namespace);
    assertThat(ack.ackId()).isEqualTo(id);
    assertThat(ack.arguments().json()).isEqualTo(json);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1e999999999", "1e99999999999", "-1", "0.5", "1", "1000000", "\"0\"", "null"})
  void refusesMarksThatPointNowhereAndWritesOutNoNumber(String number) throws Exception {
    assertThat(decoder.text("51-[\"e\",{\"_placeholder\":true,\"num\":" + number + "}]")).isEmpty();
    assertThatThrownBy(() -> decoder.binary(new byte[1])).isInstanceOf(PacketException.class);
  }

  @Test
  void attachmentsForNobodyAreNotCollected() throws PacketException {
    SocketPacketDecoder decoder =
        new SocketPacketDecoder(
            namespace -> {
              if (namespace.equals("/never")) {
                throw new PacketException("packet before connect");
              }
              return !namespace.equals("/ended");
            });
    assertThatThrownBy(() -> decoder.text("59-/never,[\"e\"]"))
        .isInstanceOf(PacketException.class)
        .hasMessage("packet before connect");
    decoder.text("51-/ended,[\"e\",{\"_placeholder\":true,\"num\":0}]");
    assertThat(decoder.isDropping()).isTrue();
    assertThat(decoder.binary(new byte[10])).isEmpty();
    assertThat(decoder.isPartial()).isFalse();
    assertThat(decoder.text("2[\"e\"]")).isPresent();
  }
}
