package io.tidings.packet;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class JsonTextTest {

  @Test
  void escapesOnlyWhatItMust() {
    assertThat(JsonText.quote("a\"b\\c/é€😀")).isEqualTo("\"a\\\"b\\\\c/é€😀\"");
    assertThat(JsonText.quote("\n\u0000\u001f\u007f")).isEqualTo("\"\\u000a\\u0000\\u001f\u007f\"");
  }

  @Test
  void escapesLoneSurrogatesWhichUtf8CannotHold() {
    assertThat(JsonText.quote("\ud83d")).isEqualTo("\"\\ud83d\"");
    assertThat(JsonText.quote("\ude00\ud83d")).isEqualTo("\"\\ude00\\ud83d\"");
    assertThat(JsonText.quote("\ud83d\ud83d\ude00\ude00")).isEqualTo("\"\\ud83d😀\\ude00\"");
  }

  @Test
  void readsEveryEscape() {
    assertThat(JsonText.unquote("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uD83D\\ude00\""))
        .isEqualTo("\"\\/\b\f\n\r\té😀");
  }

  @Provide
  Arbitrary<String> strings() {
    return Junk.strings();
  }

  @Property(tries = 500)
  void whatIsQuotedReadsAsBefore(@ForAll("strings") String text) throws Exception {
    String quoted = JsonText.quote(text);
    assertThat(new JsonScanner(quoted).endOfValue(0)).isEqualTo(quoted.length());
    assertThat(JsonText.unquote(quoted)).isEqualTo(text);
  }
}
