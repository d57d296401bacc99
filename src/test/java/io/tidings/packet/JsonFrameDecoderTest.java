package io.tidings.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidings.packet.JsonFrameDecoder.Message;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonFrameDecoderTest {

  private final JsonFrameDecoder decoder = new JsonFrameDecoder();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "{\"type\":\"connect\"}|40{}",
        "{\"type\":\"connect\",\"namespace\":\"/\",\"auth\":{\"a\":1}}|40{\"a\":1}",
        "{\"type\":\"connect\",\"namespace\":\"/chat\"}|40/chat,{}",
        "{\"type\":\"connect\",\"pid\":\"p\",\"offset\":\"1-0\"}|40{\"pid\":\"p\",\"offset\":\"1-0\"}",
        "{\"type\":\"connect\",\"pid\":\"p\",\"auth\":{\"a\":{}}}|40{\"a\":{},\"pid\":\"p\"}",
        "{\"type\":\"connect\",\"pid\":\"p\",\"auth\":{ }}|40{ \"pid\":\"p\"}",
        "{\"type\":\"event\",\"event\":\"news\"}|42[\"news\"]",
        "{\"type\":\"event\",\"event\":\"news\",\"args\":[ ]}|42[\"news\"]",
        "{\"type\":\"event\",\"event\":\"news\",\"args\":[1,\"b\"]}|42[\"news\",1,\"b\"]",
        "{\"args\":[1],\"event\":\"news\",\"type\":\"event\"}|42[\"news\",1]",
        " { \"type\" : \"event\" , \"event\" : \"a\\n\" , \"id\" : 0 } |420[\"a\\n\"]",
        "{\"type\":\"event\",\"namespace\":\"/x\",\"event\":\"e\",\"id\":12}|42/x,12[\"e\"]",
        "{\"type\":\"ack\",\"id\":3,\"args\":[null]}|433[null]",
        "{\"type\":\"ack\",\"namespace\":\"/x\",\"id\":0}|43/x,0[]",
        "{\"type\":\"disconnect\"}|41",
        "{\"type\":\"disconnect\",\"namespace\":\"/x\"}|41/x,"
      })
  void readsFramesAsPackets(String frame, String packet) throws Exception {
    assertThat(decoder.decode(frame).orElseThrow().packet()).isEqualTo(packet);
  }

  @Test
  void aPingIsNoPacket() throws Exception {
    assertThat(decoder.decode("{\"type\":\"ping\"}")).isEmpty();
  }

  @Test
  void binaryArgumentsFollowTheirPacket() throws Exception {
    Message event =
        decoder
            .decode(
                "{\"type\":\"event\",\"namespace\":\"/x\",\"id\":7,\"event\":\"e\","
                    + "\"args\":[{\"$binary\":\"AQI=\"},{\"a\":{\"$binary\":\"\"}}]}")
            .orElseThrow();
    assertThat(event.packet())
        .isEqualTo(
            "452-/x,7[\"e\",{\"_placeholder\":true,\"num\":0},"
                + "{\"a\":{\"_placeholder\":true,\"num\":1}}]");
    assertThat(event.attachments()).containsExactly(new byte[] {1, 2}, new byte[0]);

    Message ack =
        decoder
            .decode("{\"type\":\"ack\",\"id\":1,\"args\":[{\"$binary\":\"AQI=\"}]}")
            .orElseThrow();
    assertThat(ack.packet()).isEqualTo("461-1[{\"_placeholder\":true,\"num\":0}]");
  }

  @Test
  void theNamespaceThatWasConnectedFirstNeedNotBeNamed() throws Exception {
    decoder.decode("{\"type\":\"connect\",\"namespace\":\"/chat\"}");
    decoder.decode("{\"type\":\"connect\",\"namespace\":\"/other\"}");
    assertThat(packet("{\"type\":\"event\",\"event\":\"e\"}")).isEqualTo("42/chat,[\"e\"]");
    assertThat(packet("{\"type\":\"event\",\"namespace\":\"/\",\"event\":\"e\"}"))
        .isEqualTo("42[\"e\"]");
    assertThat(packet("{\"type\":\"connect\"}")).isEqualTo("40{}");
  }

  @Test
  void theAddressMayConnect() throws Exception {
    assertThat(decoder.decode(Map.of())).isEmpty();
    assertThat(decoder.decode(Map.of("token", "x", "offset", "1-0"))).isEmpty();
    assertThat(query("namespace", "/chat")).isEqualTo("40/chat,{}");
    assertThat(query("auth", "{\"name\":\"Ada\"}")).isEqualTo("40{\"name\":\"Ada\"}");
    assertThat(query("auth", "")).isEqualTo("40{}");
    assertThat(query("pid", "p\"", "offset", "1-0", "auth", "{\"a\":1}"))
        .isEqualTo("40{\"a\":1,\"pid\":\"p\\\"\",\"offset\":\"1-0\"}");
    StringBuilder many = new StringBuilder("{\"k\":0");
    for (int i = 0; i < 100; i++) {
      many.append(",\"k").append(i).append("\":0");
    }
    assertThat(query("auth", many.append('}').toString())).isEqualTo("40" + many);
  }

  @ParameterizedTest
  @CsvSource({"auth,x", "auth,[]", "auth,'{}x'", "auth,'{},\"pid\":\"x\"'", "namespace,chat"})
  void whatTheAddressSaysIsCheckedToo(String name, String value) {
    assertThatThrownBy(() -> decoder.decode(Map.of(name, value)))
        .isInstanceOf(PacketException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2",
        "42[\"e\"]",
        "[]",
        "null",
        "{",
        "{}",
        "{\"type\":1}",
        "{\"type\":\"\"}",
        "{\"type\":\"open\"}",
        "{\"type\":\"pong\"}",
        "{\"type\":\"ping\"}x",
        "{\"type\":\"ping\",}",
        "{\"type\":\"ping\",\"x\":1}",
        "{\"type\":\"ping\",\"type\":\"ping\"}",
        "{type:\"ping\"}",
        "{\"type\":\"connect\",\"namespace\":1}",
        "{\"type\":\"connect\",\"namespace\":\"\"}",
        "{\"type\":\"connect\",\"namespace\":\"chat\"}",
        "{\"type\":\"connect\",\"namespace\":\"/a,[\"}",
        "{\"type\":\"connect\",\"auth\":[]}",
        "{\"type\":\"connect\",\"auth\":null}",
        "{\"type\":\"connect\",\"pid\":1}",
        "{\"type\":\"connect\",\"pid\":\"p\",\"offset\":2}",
        "{\"type\":\"event\"}",
        "{\"type\":\"event\",\"event\":1}",
        "{\"type\":\"event\",\"event\":\"e\",\"args\":{}}",
        "{\"type\":\"event\",\"event\":\"e\",\"args\":null}",
        "{\"type\":\"event\",\"event\":\"e\",\"arg\":[]}",
        "{\"type\":\"event\",\"event\":\"e\",\"id\":-1}",
        "{\"type\":\"event\",\"event\":\"e\",\"id\":\"1\"}",
        "{\"type\":\"event\",\"event\":\"e\",\"id\":1.0}",
        "{\"type\":\"event\",\"event\":\"e\",\"id\":01}",
        "{\"type\":\"event\",\"event\":\"e\",\"id\":1234567890123456}",
        "{\"type\":\"event\",\"event\":\"e\",\"namespace\":\"/a,5[\\\"x\\\"]\"}",
        "{\"type\":\"event\",\"event\":\"e\",\"args\":[{\"$binary\":7}]}",
        "{\"type\":\"ack\"}",
        "{\"type\":\"ack\",\"id\":null}"
      })
  void refusesEverythingElse(String frame) {
    assertThatThrownBy(() -> decoder.decode(frame)).isInstanceOf(PacketException.class);
  }

  @Test
  void saysWhatIsWrong() {
    assertThatThrownBy(() -> decoder.decode("{\"type\":\"event\",\"event\":\"e\",\"arg\":[]}"))
        .hasMessage("a frame of type \"event\" has no \"arg\"");
    assertThatThrownBy(() -> decoder.decode("{\"type\":\"" + "x".repeat(1000) + "\"}"))
        .hasMessageStartingWith("unknown type \"xxx")
        .hasMessageMatching(".{1,60}");
  }

  @Provide
  Arbitrary<String> frames() {
    Arbitrary<String> members =
        Arbitraries.of(
                "\"type\":\"event\"",
                "\"type\":\"connect\"",
                "\"type\":\"ack\"",
                "\"event\":\"e\"",
                "\"event\":\"connect\"",
                "\"namespace\":\"/x\"",
                "\"namespace\":\"/\"",
                "\"id\":1",
                "\"auth\":{\"a\":1}",
                "\"pid\":\"p\"",
                "\"offset\":\"o\"",
                "\"args\":[]",
                "\"args\":[1,{\"$binary\":\"AA==\"},{\"$$binary\":2}]")
            .list()
            .uniqueElements()
            .ofMaxSize(5)
            .map(all -> "{" + String.join(",", all) + "}");
    return Arbitraries.oneOf(members, Junk.mutated(members), Junk.mutated(Junk.mutated(members)));
  }

  @Provide
  Arbitrary<String> junk() {
    return Arbitraries.oneOf(
        Arbitraries.strings(), Junk.strings(), Junk.json(), Junk.mutated(Junk.json()));
  }

  /** Whatever comes is a packet that the next decoder reads or refuses, or is refused here. */
  @Property(tries = 5000)
  void framesAreReadOrRefused(@ForAll("frames") String frame) {
    readOrRefuse(frame);
  }

  @Property
  void junkIsReadOrRefused(@ForAll("junk") String frame) {
    readOrRefuse(frame);
  }

  @Property
  void junkInTheAddressIsReadOrRefused(
      @ForAll("junk") String namespace, @ForAll("junk") String auth, @ForAll("junk") String pid) {
    Map<String, String> query = new HashMap<>();
    query.put("namespace", "/" + namespace);
    query.put("auth", auth);
    query.put("pid", pid);
    try {
      pass(decoder.decode(query));
    } catch (PacketException e) {
      assertThat(e.getMessage()).isNotEmpty();
    }
  }

  private void readOrRefuse(String frame) {
    try {
      pass(decoder.decode(frame));
    } catch (PacketException e) {
      assertThat(e.getMessage()).isNotEmpty();
    }
  }

  private static void pass(Optional<Message> message) throws PacketException {
    if (message.isPresent()) {
      SocketPacketDecoder next = new SocketPacketDecoder();
      Optional<SocketPacket> packet = next.text(message.get().packet().substring(1));
      for (byte[] attachment : message.get().attachments()) {
        assertThat(packet).isEmpty();
        packet = next.binary(attachment);
      }
      assertThat(packet).isPresent();
    }
  }

  private String packet(String frame) throws PacketException {
    return decoder.decode(frame).orElseThrow().packet();
  }

  private static String query(String... namesAndValues) throws PacketException {
    Map<String, String> query = new HashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      query.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return new JsonFrameDecoder().decode(query).orElseThrow().packet();
  }
}
