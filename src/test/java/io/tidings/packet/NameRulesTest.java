package io.tidings.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidings.broadcast.Selection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NameRulesTest {

  @ParameterizedTest
  @ValueSource(strings = {"\ud800", "a\udc00", "\udc4b\ud83d", "\ud83d\ud83d\udc4b"})
  void aHalfOfAPairIsNoText(String text) {
    assertThat(NameRules.isWellFormed(text)).isFalse();
    assertThat(NameRules.fault(text)).isPresent();
    assertThatIllegalArgumentException().isThrownBy(() -> NameRules.room(text));
    assertThatIllegalArgumentException().isThrownBy(() -> Selection.ALL.to("a", text));
    assertThatIllegalArgumentException().isThrownBy(() -> Selection.ALL.without(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\\b", "\\", "a\0"})
  void aRoomHasAPlaceInAPath(String room) {
    assertThat(NameRules.fault(room)).isEmpty();
    assertThatIllegalArgumentException().isThrownBy(() -> NameRules.room(room));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", ".", "..", "你 👋", "a/b", "x?y", "\n", ""})
  void othersAreNames(String name) {
    assertThat(NameRules.roomFault(name)).isEmpty();
  }

  /** The escape is how a JSON frame can name it. */
  @Test
  void aNamespaceIsTheSameEverywhere() {
    assertThatThrownBy(
            () -> {
              JsonFrameDecoder.Message connect =
                  new JsonFrameDecoder()
                      .decode("{\"type\":\"connect\",\"namespace\":\"/\\ud800\"}")
                      .orElseThrow();
              new SocketPacketDecoder().text(connect.packet().substring(1));
            })
        .isInstanceOf(PacketException.class)
        .hasMessageContaining("surrogate");
  }
}
