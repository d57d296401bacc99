package io.tidings.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidings.packet.EncodedPacket.Kind;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** What is written for clients can be read again, and be put into JSON alone. */
class EventTextTest {

  private static Arguments again(String namespace, String name, Arguments arguments)
      throws PacketException {
    return EventText.parse(
        SocketPacketEncoder.event(Kind.EVENT, namespace, name, arguments), namespace);
  }

  @Test
  void everyNamespaceIsRead() throws PacketException {
    for (String namespace : List.of("/", "/chat", "/a,b")) {
      assertThat(again(namespace, "say", Arguments.parse("[1,[2]]")).json())
          .isEqualTo("[\"say\",1,[2]]");
    }
  }

  @Test
  void binaryComesInPlaceOfItsMark() throws PacketException {
    Arguments arguments =
        Arguments.parse(
            "[{\"_placeholder\":true,\"num\":1},[{\"_placeholder\":true,\"num\":0}],\"x\"]",
            List.of(new byte[] {1}, new byte[0]));
    assertThat(BinaryMarks.json(again("/n", "b", arguments).without(1)))
        .isEqualTo("[{\"$binary\":\"\"},[{\"$binary\":\"AQ==\"}],\"x\"]");
  }

  @Test
  void withoutBinaryTheTextStaysAsItIs() throws PacketException {
    assertThat(BinaryMarks.json(Arguments.parse("[ 1.50 , {\"_placeholder\":true,\"num\":0} ]")))
        .isEqualTo("[1.50 , {\"_placeholder\":true,\"num\":0}]");
  }

  @Property
  void everyNameIsRead(@ForAll String name) throws PacketException {
    if (!EventNames.isReserved(name)) {
      assertThat(again("/", name, Arguments.NONE).text(0)).isEqualTo(name);
    }
  }

  @Test
  void whatIsNoEventIsRefused() {
    for (String text : List.of("", "4", "40", "42", "42[1]", "45", "45-", "45x", "2[\"a\"]")) {
      assertThatThrownBy(() -> EventText.parse(EncodedPacket.text(Kind.EVENT, text), "/"))
          .as(text)
          .isInstanceOf(PacketException.class);
    }
  }
}
