package io.tidings.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonReader;
import jakarta.json.stream.JsonParser;
import java.io.StringReader;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonScannerTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-0",
        "10",
        "1.5",
        "1e5",
        "-1.5E-3",
        "1E+2",
        "true",
        "false",
        "null",
        "\"\"",
        "\"a\"",
        "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uABcd\"",
        "\"\\ud800\"",
        "\"é€😀\u007f\u2028\"",
        "[]",
        "{}",
        "[ ]",
        "{ }",
        "[1,[2,[3]],{\"a\":{}}]",
        " {\"a\" :\t1 ,\n\"b\":[ ] }",
        "{\"\":null,\"\":0}"
      })
  void takesJson(String json) throws Exception {
    assertThat(new JsonScanner(json).endOfValue(0)).isEqualTo(json.length());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "+1",
        ".5",
        "1.",
        "1e",
        "1e+",
        "-",
        "--1",
        "tru",
        "True",
        "nul",
        "NaN",
        "Infinity",
        "undefined",
        "'a'",
        "\"",
        "\"\\\"",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\\u12g4\"",
        "\"\n\"",
        "\"\u0000\"",
        "\"\\",
        "\"\\u",
        "[",
        "{",
        "]",
        "}",
        "[1",
        "[1,]",
        "[,1]",
        "[1 2]",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{a:1}",
        "{1:1}",
        "{\"a\":1 \"b\":2}",
        "[1}",
        "{\"a\":1]",
        "/**/1",
        "\u00a01",
        "\ufeff1"
      })
  void refusesWhatIsNotJson(String text) {
    assertThatThrownBy(() -> new JsonScanner(text).endOfValue(0))
        .isInstanceOf(PacketException.class);
  }

  /** Digits of other scripts are none in JSON: a browser's parser fails over them. */
  @ParameterizedTest
  @ValueSource(strings = {"\"\\u００４１\"", "\"\\u٠٠٤١\"", "１", "[1.２]", "\"\\u004Ａ\""})
  void refusesDigitsOfOtherScripts(String text) {
    assertThatThrownBy(() -> new JsonScanner(text).endOfValue(0))
        .isInstanceOf(PacketException.class);
  }

  @Test
  void findsTheEndOfAValueAndLooksNoFurther() throws Exception {
    assertThat(new JsonScanner("[1, {\"a\":[2]} ,junk").endOfValue(3)).isEqualTo(13);
    assertThat(new JsonScanner("01").endOfValue(0)).isEqualTo(1);
  }

  @Test
  void takesNestingUpToTheLimit() throws Exception {
    String deepest = "[".repeat(500) + "]".repeat(500);
    assertThat(new JsonScanner(deepest).endOfValue(0)).isEqualTo(1000);
    String objects = "{\"a\":".repeat(499) + "[]" + "}".repeat(499);
    assertThat(new JsonScanner(objects).endOfValue(0)).isEqualTo(objects.length());
  }

  @ParameterizedTest
  @ValueSource(ints = {501, 1_000_000})
  void refusesDeeperNesting(int depth) {
    String closed = "[".repeat(depth) + "]".repeat(depth);
    String open = "{\"a\":".repeat(depth);
    for (String json : new String[] {closed, open}) {
      assertThatThrownBy(() -> new JsonScanner(json).endOfValue(0))
          .isInstanceOf(PacketException.class)
          .hasMessage("JSON nested too deep");
    }
  }

  @Provide
  Arbitrary<String> json() {
    return Junk.json();
  }

  @Provide
  Arbitrary<String> almostJson() {
    return Junk.mutated(Junk.json());
  }

  @Property(tries = 400)
  void takesWhatAParserTakes(@ForAll("json") String json) throws Exception {
    assertThat(new JsonScanner(json).endOfValue(0)).isEqualTo(json.length());
    assertThat(parses(json)).isTrue();
  }

  @Property(tries = 2000)
  void agreesWithAParserOnWhatIsAlmostJson(@ForAll("almostJson") String text) {
    assertThat(scans(text)).as(text).isEqualTo(parses(text));
  }

  private static boolean scans(String text) {
    try {
      JsonScanner scanner = new JsonScanner(text);
      return scanner.skipWhiteSpace(scanner.endOfValue(0)) == text.length();
    } catch (PacketException e) {
      return false;
    }
  }

  private static boolean parses(String text) {
    String array = "[" + text + "]";
    try (JsonParser events = Json.createParser(new StringReader(array));
        JsonReader reader = Json.createReader(new StringReader(array))) {
      // The reader stops behind the array; the parser insists on the text's end.
      while (events.hasNext()) {
        events.next();
      }
      return reader.readArray().size() == 1;
    } catch (JsonException e) {
      return false;
    } catch (NumberFormatException e) {
      // A number too large for the parser is JSON all the same.
      return true;
    }
  }
}
