package io.tidings.broadcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OffsetTest {

  @ParameterizedTest
  @ValueSource(strings = {"0-0", "17-3", "17-3-1", "17-3~abc.5", "1700000000000-5-4~0a1b2c3d.17"})
  void anOffsetIsReadAsItIsWritten(String text) {
    assertThat(Offset.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "17",
        "-",
        "17-",
        "-3",
        "17-3-",
        "17-3-0",
        "17-3-1-2",
        "17-3~",
        "17-3~abc",
        "17-3~abc.",
        "17-3~abc.0",
        "17-3~.5",
        "17-3~a b.5",
        "17-3~a.5~b.6",
        " 17-3",
        "17-3\n",
        "+1-2",
        "1e3-0",
        "\u0661-\u0662",
        "9999999999999999999-0"
      })
  void junkIsRefused(String text) {
    assertThatThrownBy(() -> Offset.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatIsTooLongIsRefusedUnread() {
    assertThatThrownBy(() -> Offset.parse("1".repeat(1_000_000) + "-1"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Property
  void anythingIsReadOrRefused(@ForAll String text) {
    try {
      Offset.parse(text);
    } catch (IllegalArgumentException e) {
      assertThat(e).isExactlyInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void offsetsAreInTheOrderOfDelivery() {
    assertThat(Stream.of("9-9", "10-2", "10-2-1", "10-2-9~a.3", "10-2-10~a.4", "10-3~a.4", "11-0"))
        .extracting(Offset::parse)
        .isSorted();
  }

  @Test
  void itCoversWhatWasDeliveredEarly() {
    Offset offset = Offset.parse("17-3~abc.5");

    assertThat(offset.covers("abc", 5)).isTrue();
    assertThat(offset.covers("abc", 6)).isFalse();
    assertThat(offset.covers("abd", 5)).isFalse();
    assertThat(Offset.of(new BroadcastId(17, 3)).covers("abc", 1)).isFalse();
  }
}
