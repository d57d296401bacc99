package io.tidings.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.ws.rs.core.GenericType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentsTest {

  @Test
  void cutsAnArrayAtItsElements() throws Exception {
    Arguments arguments = Arguments.parse("[ \"a,]\" , {\"b\":[1,2]},-3,null ]");
    assertThat(arguments.size()).isEqualTo(4);
    assertThat(arguments.json(0)).isEqualTo("\"a,]\"");
    assertThat(arguments.json(1)).isEqualTo("{\"b\":[1,2]}");
    assertThat(arguments.json(2)).isEqualTo("-3");
    assertThat(arguments.json(3)).isEqualTo("null");
    assertThat(arguments.text(0)).isEqualTo("a,]");
  }

  @Test
  void tellsKindsApart() throws Exception {
    Arguments arguments = Arguments.parse("[\"a\",1,-1,true]");
    assertThat(arguments.isText(0)).isTrue();
    assertThat(arguments.isText(1)).isFalse();
    assertThat(arguments.isText(4)).isFalse();
    assertThat(arguments.isNumber(1)).isTrue();
    assertThat(arguments.isNumber(2)).isTrue();
    assertThat(arguments.isNumber(3)).isFalse();
    assertThat(arguments.isNumber(4)).isFalse();
  }

  @Test
  void passesOnAllButTheFirstAsTheyCame() throws Exception {
    byte[] attachment = {1};
    Arguments arguments = Arguments.parse("[\"e\",  1.0 , \"\\u0041\"]", List.of(attachment));
    assertThat(arguments.without(1).json()).isEqualTo("[1.0 , \"\\u0041\"]");
    assertThat(arguments.without(1).attachments()).containsExactly(attachment);
    assertThat(arguments.without(3).json()).isEqualTo("[]");
    assertThat(arguments.without(3).size()).isZero();
  }

  @Test
  void countsCharactersAndBytes() throws Exception {
    assertThat(Arguments.parse("[1,2]", List.of(new byte[7])).weight()).isEqualTo(12);
    assertThat(Arguments.NONE.size()).isZero();
    assertThat(Arguments.NONE.json()).isEqualTo("[]");
  }

  @Test
  void areReadAsJavaValues() throws Exception {
    Arguments arguments =
        Arguments.parse(
            "[7,\"a\",null,[1,2],{\"_placeholder\":true,\"num\":0}]", List.of(new byte[3]));
    int number = arguments.get(0, int.class);
    List<Integer> numbers = arguments.get(3, new GenericType<List<Integer>>() {}.getType());
    assertThat(number).isEqualTo(7);
    assertThat(arguments.get(1, String.class)).isEqualTo("a");
    assertThat(arguments.get(2, String.class)).isNull();
    assertThat(numbers).containsExactly(1, 2);
    assertThat(arguments.get(4, byte[].class)).hasSize(3);
    assertThatThrownBy(() -> arguments.get(5, String.class)).hasMessage("argument 6 is missing");
    assertThatThrownBy(() -> arguments.get(1, Map.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("argument 2 must be an object");
  }

  @Test
  void takesManyArguments() throws Exception {
    String json = "[" + "1,".repeat(9_999) + "1]";
    Arguments arguments = Arguments.parse(json);
    assertThat(arguments.size()).isEqualTo(10_000);
    assertThat(arguments.json()).isEqualTo(json);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "[", "]", "{}", "1", "\"a\"", "null", " []", "[] ", "[][]", "[1,]", "[,]", "[1]x", "[1",
        "[1 1]", "[\"a]", "[]]"
      })
  void refusesAnythingElse(String json) {
    assertThatThrownBy(() -> Arguments.parse(json)).isInstanceOf(PacketException.class);
  }
}
