package io.tidings.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments.ArgumentSet;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentMapperTest {

  private static final String MARK = "{\"_placeholder\":true,\"num\":%d}";

  private final ArgumentMapper mapper = new ArgumentMapper();

  public record Point(int x, int y) {}

  public record Picture(String name, byte[] bytes) {}

  public record Film(List<ByteBuffer> frames) {}

  public enum Colour {
    RED
  }

  /** A bean, as JSON-B has always known them. */
  public static class Person {
    public String name;
    public List<Point> path;
  }

  @Test
  void writesValuesByJsonB() {
    Person person = new Person();
    person.name = "Ada";
    person.path = List.of(new Point(1, 2));
    assertThat(mapper.toArguments().json()).isEqualTo("[]");
    assertThat(mapper.toArguments("é\"", 1, 2L, 1.5, true, null, 'c').json())
        .isEqualTo("[\"é\\\"\",1,2,1.5,true,null,\"c\"]");
    assertThat(mapper.toArguments(new Point(1, 2), person, Colour.RED).json())
        .isEqualTo("[{\"x\":1,\"y\":2},{\"name\":\"Ada\",\"path\":[{\"x\":1,\"y\":2}]},\"RED\"]");
    assertThat(mapper.toArguments(List.of(1, "a"), Map.of("k", new int[] {1, 2})).json())
        .isEqualTo("[[1,\"a\"],{\"k\":[1,2]}]");
    JsonObject json = Json.createObjectBuilder().add("a", JsonValue.NULL).build();
    assertThat(mapper.toArguments(json, JsonValue.TRUE).json()).isEqualTo("[{\"a\":null},true]");
  }

  @Test
  void bytesBecomeAttachments() {
    Arguments arguments =
        mapper.toArguments(new byte[] {1}, "a", ByteBuffer.wrap(new byte[] {0, 2, 3}, 1, 2));
    assertThat(arguments.json())
        .isEqualTo("[" + MARK.formatted(0) + ",\"a\"," + MARK.formatted(1) + "]");
    assertThat(arguments.attachments()).containsExactly(new byte[] {1}, new byte[] {2, 3});
  }

  @Test
  void bytesInsideValuesBecomeAttachmentsToo() {
    Arguments inMap = mapper.toArguments(Map.of("b", new byte[] {1}));
    assertThat(inMap.json()).isEqualTo("[{\"b\":" + MARK.formatted(0) + "}]");
    assertThat(inMap.attachments()).containsExactly(new byte[] {1});

    Arguments inRecord = mapper.toArguments(new Picture("p", new byte[] {2}));
    assertThat(inRecord.json())
        .isIn(
            "[{\"bytes\":" + MARK.formatted(0) + ",\"name\":\"p\"}]",
            "[{\"name\":\"p\",\"bytes\":" + MARK.formatted(0) + "}]");
    assertThat(inRecord.attachments()).containsExactly(new byte[] {2});

    Arguments inLists =
        mapper.toArguments(
            List.of(new byte[] {3}, List.of(new byte[] {4})),
            new Film(List.of(ByteBuffer.wrap(new byte[] {5}))));
    assertThat(inLists.json())
        .isEqualTo(
            "[[%s,[%s]],{\"frames\":[%s]}]"
                .formatted(MARK.formatted(0), MARK.formatted(1), MARK.formatted(2)));
    assertThat(inLists.attachments())
        .containsExactly(new byte[] {3}, new byte[] {4}, new byte[] {5});
  }

  @Test
  void aBufferIsNotMovedByBeingSent() {
    ByteBuffer buffer = ByteBuffer.allocateDirect(4);
    mapper.toArguments(buffer, Map.of("b", buffer.asReadOnlyBuffer()));
    assertThat(buffer.remaining()).isEqualTo(4);
  }

  @Test
  void refusesMoreAttachmentsThanClientsTake() {
    Object[] ten = new Object[10];
    java.util.Arrays.fill(ten, new byte[1]);
    assertThat(mapper.toArguments(ten).attachments()).hasSize(10);
    assertThatThrownBy(() -> mapper.toArguments(List.of(ten), new byte[1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("10");
  }

  @Test
  void refusesValuesWithoutAJsonForm() {
    assertThatThrownBy(() -> mapper.toArguments(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(mapper.toArguments(1).json()).isEqualTo("[1]");
  }

  /** A bean that may contain itself, at once or through something else. */
  public static class Knot {
    public String name = "knot";
    public Object inside;
  }

  /** Not the bean contains itself: what it holds does. */
  public record Holder(Map<String, Object> map, List<Object> list) {}

  static List<ArgumentSet> selfContaining() {
    List<Object> list = new ArrayList<>();
    list.add(list);
    // Written again at each level, this text alone would fill the memory.
    List<Object> heavy = new ArrayList<>();
    heavy.add("x".repeat(4_000_000));
    heavy.add(heavy);
    Map<String, Object> map = new HashMap<>();
    map.put("a", List.of(1, map));
    Object[] array = new Object[2];
    array[1] = array;
    Knot bean = new Knot();
    bean.inside = bean;
    Knot inList = new Knot();
    inList.inside = List.of(inList);
    Knot inMap = new Knot();
    inMap.inside = Map.of("a", Optional.of(inMap));
    return List.of(
        set("list", Object.class, list),
        set("heavy list", Object.class, heavy),
        set("map", Object.class, map),
        set("array", Object.class, array),
        set("bean", Object.class, bean),
        set("bean in its list", Object.class, inList),
        set("bean in its map", Object.class, inMap),
        set("map in a bean", Object.class, new Holder(map, List.of())),
        set("list in a bean", Object.class, List.of(new Holder(Map.of(), list))));
  }

  @ParameterizedTest
  @MethodSource("selfContaining")
  void refusesAValueThatContainsItself(String name, Type type, Object value) {
    assertThatThrownBy(() -> mapper.toArguments("before", value))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .containsAnyOf("contains itself", "no JSON form");
    assertThat(mapper.toArguments(1).json()).isEqualTo("[1]");
  }

  @Test
  void writesTheDeepestNestingAndNoDeeper() {
    Object deep = List.of();
    for (int i = 1; i < 500; i++) {
      deep = i % 2 == 0 ? List.of(deep) : Map.of("a", deep);
    }
    assertThat(mapper.toArguments(deep).size()).isOne();
    Object deeper = List.of(deep);
    assertThatThrownBy(() -> mapper.toArguments(deeper))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("500");
  }

  static List<ArgumentSet> readable() {
    UUID id = UUID.randomUUID();
    return List.of(
        set("\"a\\n\"", String.class, "a\n"),
        set("1", int.class, 1),
        set("-2147483648", int.class, Integer.MIN_VALUE),
        set("2147483647", Integer.class, Integer.MAX_VALUE),
        set("1e3", int.class, 1000),
        set("2.0", long.class, 2L),
        set("-1", Long.class, -1L),
        set("9223372036854775807", long.class, Long.MAX_VALUE),
        set("99999999999", Object.class, new BigDecimal("99999999999")),
        set("99999999999", double.class, 99999999999.0),
        set("1.5", double.class, 1.5),
        set("true", boolean.class, true),
        set("null", String.class, null),
        set("null", Point.class, null),
        set("\"RED\"", Colour.class, Colour.RED),
        set("\"" + id + "\"", UUID.class, id),
        set("\"2026-01-01T00:00:00Z\"", Instant.class, Instant.parse("2026-01-01T00:00:00Z")),
        set("{\"x\":1,\"y\":2}", Point.class, new Point(1, 2)),
        set("[{\"x\":1,\"y\":2}]", generic(List.class, Point.class), List.of(new Point(1, 2))),
        set("{\"a\":1}", generic(Map.class, String.class, Integer.class), Map.of("a", 1)),
        set("[1]", JsonValue.class, Json.createArrayBuilder().add(1).build()),
        set("{}", JsonObject.class, JsonValue.EMPTY_JSON_OBJECT));
  }

  @ParameterizedTest
  @MethodSource("readable")
  void readsArguments(String json, Type type, Object value) throws Exception {
    Arguments arguments = Arguments.parse("[0," + json + "]");
    assertThat(mapper.fromArguments(arguments, 1, type)).isEqualTo(value);
  }

  /** What JSON-B cannot see from outside. */
  public record Positive(int value) {
    public Positive {
      if (value < 0) {
        throw new IllegalArgumentException("the secret");
      }
    }
  }

  static List<ArgumentSet> unreadable() {
    String wholeNumber = "must be a whole number from -2147483648 to 2147483647";
    String misfit = "does not fit";
    return List.of(
        set("\"x\"", int.class, wholeNumber),
        set("{}", int.class, wholeNumber),
        set("[]", Integer.class, wholeNumber),
        set("99999999999", int.class, wholeNumber),
        set("-2147483649", Integer.class, wholeNumber),
        set("2147483648", int.class, wholeNumber),
        set("1.5", int.class, wholeNumber),
        set("1e999999999", int.class, wholeNumber),
        set("9223372036854775808", long.class, "must be a whole number"),
        set("0.1", Long.class, "must be a whole number"),
        set("[1,2147483648]", int[].class, misfit),
        set("true", byte.class, "must be a whole number from -128 to 127"),
        set("300", Byte.class, "must be a whole number from -128 to 127"),
        set("40000", short.class, "must be a whole number from -32768 to 32767"),
        set("{}", long.class, "must be a whole number from " + Long.MIN_VALUE + " to 9223"),
        set("\"x\"", double.class, "must be a number"),
        set("[]", BigDecimal.class, "must be a number"),
        set("1.5", BigInteger.class, misfit),
        set("{}", boolean.class, "must be true or false"),
        set("1", Point.class, "must be an object"),
        set("\"x\"", Point.class, "must be an object"),
        set("[]", Point.class, "must be an object"),
        set("{\"x\":\"a\"}", Point.class, misfit),
        set("{\"value\":-1}", Positive.class, misfit),
        set("1", Person.class, misfit),
        set("{}", Runnable.class, misfit),
        set("{}", generic(List.class, String.class), "must be an array"),
        set("[{}]", generic(List.class, String.class), misfit),
        set("{}", String[].class, "must be an array"),
        set("1", generic(Map.class, String.class, String.class), "must be an object"),
        set("\"BLUE\"", Colour.class, misfit),
        set("{}", Colour.class, "must be a string"),
        set("\"no\"", UUID.class, misfit),
        set("\"no\"", Instant.class, misfit),
        set("{}", String.class, "must be a string"),
        set("[1]", JsonObject.class, "must be an object"),
        set("{}", JsonArray.class, "must be an array"),
        set("\"x\"", byte[].class, "must be binary"),
        set("{\"_placeholder\":true,\"num\":0}", byte[].class, "must be binary"),
        set("{\"_placeholder\":true,\"num\":1e99999999999}", byte[].class, "must be binary"),
        set("null", ByteBuffer.class, "must be binary"));
  }

  @ParameterizedTest
  @MethodSource("unreadable")
  void refusesArgumentsOfAnotherTypeInWordsForClients(String json, Type type, Object words)
      throws Exception {
    Arguments arguments = Arguments.parse("[0," + json + "]");
    assertThatThrownBy(() -> mapper.fromArguments(arguments, 1, type))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("argument 2 " + words)
        .hasCauseInstanceOf(RuntimeException.class);
  }

  /** Every way to ask for a whole number. */
  public static class Whole {
    public int i;
    public long l;
    public short s;
    public byte b;
    public Integer boxed;
    public int[] array;
    public List<Long> list;
    public Map<String, Integer> map;
    public Optional<Integer> optional;
    public OptionalInt optionalInt;
    public Point point;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"i\":%s}",
        "{\"l\":%s}",
        "{\"s\":%s}",
        "{\"b\":%s}",
        "{\"boxed\":%s}",
        "{\"array\":[%s]}",
        "{\"list\":[%s]}",
        "{\"map\":{\"a\":%s}}",
        "{\"optional\":%s}",
        "{\"optionalInt\":%s}",
        "{\"point\":{\"x\":%s}}"
      })
  void aWholeNumberIsNotTakenForAnother(String json) throws Exception {
    for (String number : List.of("5", "-0", "\"5\"")) {
      Arguments arguments = Arguments.parse("[" + json.formatted(number) + "]");
      assertThat(mapper.fromArguments(arguments, 0, Whole.class)).isInstanceOf(Whole.class);
    }
    for (String number : List.of("9223372036854775808", "-1e19", "1.5", "1e-1", "1e999999999")) {
      Arguments arguments = Arguments.parse("[" + json.formatted(number) + "]");
      assertThatThrownBy(() -> mapper.fromArguments(arguments, 0, Whole.class))
          .as(number)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("argument 1 does not fit");
    }
  }

  @Test
  void readsAttachments() throws Exception {
    Arguments arguments =
        Arguments.parse(
            "[" + MARK.formatted(1) + "," + MARK.formatted(0) + "]",
            List.of(new byte[] {1}, new byte[] {2}));
    assertThat((byte[]) mapper.fromArguments(arguments, 0, byte[].class)).containsExactly(2);
    assertThat(mapper.fromArguments(arguments, 1, ByteBuffer.class))
        .isEqualTo(ByteBuffer.wrap(new byte[] {1}));
  }

  @Test
  void readsAttachmentsInsideValues() throws Exception {
    Arguments arguments =
        Arguments.parse(
            "[{\"name\":\"p\",\"bytes\":" + MARK.formatted(0) + "},[" + MARK.formatted(1) + "]]",
            List.of(new byte[] {1}, new byte[] {2}));
    Picture picture = (Picture) mapper.fromArguments(arguments, 0, Picture.class);
    assertThat(picture.bytes()).containsExactly(1);
    assertThat(mapper.fromArguments(arguments, 1, generic(List.class, ByteBuffer.class)))
        .isEqualTo(List.of(ByteBuffer.wrap(new byte[] {2})));
  }

  @Test
  void refusesInsideValuesWhatIsNotBinary() throws Exception {
    Arguments arguments =
        Arguments.parse(
            "[{\"bytes\":[1,2]},{\"bytes\":{}}," + "{\"bytes\":" + MARK.formatted(0) + "}]");
    for (int i = 0; i < 3; i++) {
      int index = i;
      assertThatThrownBy(() -> mapper.fromArguments(arguments, index, Picture.class))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void readsTheDeepestNesting() throws Exception {
    Arguments deep = Arguments.parse("[" + "[".repeat(499) + "]".repeat(499) + "]");
    assertThat(mapper.fromArguments(deep, 0, JsonValue.class)).isInstanceOf(JsonValue.class);
    assertThat(mapper.fromArguments(deep, 0, Object.class)).isInstanceOf(List.class);
  }

  @Test
  void optionalArguments() throws Exception {
    Arguments arguments = Arguments.parse("[\"a\",null]");
    Type type = generic(Optional.class, String.class);
    assertThat(mapper.fromArguments(arguments, 0, type)).isEqualTo(Optional.of("a"));
    assertThat(mapper.fromArguments(arguments, 1, type)).isEqualTo(Optional.empty());
  }

  private static ArgumentSet set(String json, Type type, Object value) {
    return org.junit.jupiter.params.provider.Arguments.argumentSet(
        json + " as " + type.getTypeName(), json, type, value);
  }

  private static Type generic(Class<?> raw, Type... arguments) {
    return new ParameterizedType() {
      @Override
      public Type[] getActualTypeArguments() {
        return arguments;
      }

      @Override
      public Type getRawType() {
        return raw;
      }

      @Override
      public Type getOwnerType() {
        return null;
      }

      @Override
      public String getTypeName() {
        return raw.getSimpleName() + "<…>";
      }
    };
  }
}
