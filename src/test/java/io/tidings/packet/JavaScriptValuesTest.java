package io.tidings.packet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Calendar;
import java.util.Date;
import java.util.GregorianCalendar;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TimeZone;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What handlers give and take, as JavaScript reads and writes it. */
class JavaScriptValuesTest {

  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final Instant MOMENT = Instant.parse("2026-07-01T10:11:12.345Z");
  private static final ZonedDateTime IN_BERLIN = MOMENT.atZone(BERLIN);
  private static final String BERLIN_TEXT = "\"2026-07-01T12:11:12.345+02:00\"";
  private static final String TEXT = "\"2026-07-01T10:11:12.345Z\"";

  private final ArgumentMapper mapper = new ArgumentMapper();

  /** In a value, as anywhere. */
  public record Visit(Date date, Optional<ZonedDateTime> time, List<Object> more, Year year) {}

  private static GregorianCalendar calendar() {
    return GregorianCalendar.from(IN_BERLIN);
  }

  /** Those that are moments, which {@code new Date} makes of their text. */
  static final List<org.junit.jupiter.params.provider.Arguments> MOMENTS =
      List.of(
          arguments(Date.from(MOMENT), TEXT),
          arguments(java.sql.Timestamp.from(MOMENT), TEXT),
          arguments(calendar(), BERLIN_TEXT),
          arguments(IN_BERLIN, BERLIN_TEXT),
          arguments(IN_BERLIN.toOffsetDateTime(), BERLIN_TEXT),
          arguments(MOMENT.atZone(ZoneOffset.UTC), TEXT),
          arguments(MOMENT, TEXT),
          arguments(Optional.of(IN_BERLIN), BERLIN_TEXT));

  static final List<org.junit.jupiter.params.provider.Arguments> OTHERS =
      List.of(
          arguments(java.sql.Date.valueOf("2026-07-01"), "\"2026-07-01\""),
          arguments(java.sql.Time.valueOf("10:11:12"), "\"10:11:12\""),
          arguments(LocalDate.of(2026, 7, 1), "\"2026-07-01\""),
          arguments(LocalDateTime.of(2026, 7, 1, 10, 11), "\"2026-07-01T10:11:00\""),
          arguments(LocalTime.of(10, 11), "\"10:11:00\""),
          arguments(OffsetTime.of(10, 11, 0, 0, ZoneOffset.UTC), "\"10:11:00Z\""),
          arguments(YearMonth.of(2026, 7), "\"2026-07\""),
          arguments(Year.of(2026), "2026"),
          arguments(MonthDay.of(7, 1), "\"--07-01\""),
          arguments(DayOfWeek.MONDAY, "\"MONDAY\""),
          arguments(BERLIN, "\"Europe/Berlin\""),
          arguments(TimeZone.getTimeZone("UTC"), "\"UTC\""),
          arguments(Duration.ofMillis(1_500), "\"PT1.5S\""),
          arguments(Period.ofDays(3), "\"P3D\""),
          arguments(Optional.empty(), "null"),
          arguments(OptionalInt.of(3), "3"),
          arguments(OptionalLong.empty(), "null"),
          arguments(OptionalDouble.of(2.5), "2.5"),
          arguments(0.1f, "0.1"),
          arguments(1e300, "1.0E300"),
          arguments(Long.MAX_VALUE, "9223372036854775807"),
          arguments(
              new BigInteger("123456789012345678901234567890"), "123456789012345678901234567890"),
          arguments(new BigDecimal("0.10"), "0.10"),
          arguments(
              UUID.fromString("0cfdcd10-9c6a-4f06-b470-92b17e8e96b8"),
              "\"0cfdcd10-9c6a-4f06-b470-92b17e8e96b8\""),
          arguments(URI.create("a:b"), "\"a:b\""),
          arguments(new byte[] {1}, "{\"_placeholder\":true,\"num\":0}"),
          arguments(Map.of(DayOfWeek.MONDAY, 1), "{\"MONDAY\":1}"),
          arguments(
              new Visit(
                  Date.from(MOMENT), Optional.of(IN_BERLIN), List.of(calendar()), Year.of(2026)),
              "{\"date\":"
                  + TEXT
                  + ",\"more\":["
                  + BERLIN_TEXT
                  + "],\"time\":"
                  + BERLIN_TEXT
                  + ",\"year\":2026}"));

  @ParameterizedTest
  @FieldSource({"MOMENTS", "OTHERS"})
  void valuesAreWrittenAsJavaScriptReadsThem(Object value, String json) {
    assertThat(mapper.toArguments(value).json()).isEqualTo("[" + json + "]");
  }

  /** Before 1893 the offset of Berlin had seconds, and {@code new Date} takes none there. */
  @Test
  void offsetsHaveNoSeconds() {
    ZonedDateTime early = ZonedDateTime.of(1890, 1, 1, 0, 0, 0, 0, BERLIN);
    assertThat(mapper.toArguments(early).json()).isEqualTo("[\"1889-12-31T23:06:32Z\"]");
  }

  /** Of the engine itself: what it makes of all that is written. */
  @Test
  void javaScriptReadsThem() throws Exception {
    Object[] moments = MOMENTS.stream().map(each -> each.get()[0]).toArray();
    Object[] others = OTHERS.stream().map(each -> each.get()[0]).toArray();
    String program =
        "const [moments, others] = JSON.parse(require('fs').readFileSync(0, 'utf8'));"
            + "for (const text of moments) console.log(new Date(text).getTime());"
            + "console.log(others.length);";

    String printed =
        node(
            program,
            "["
                + mapper.toArguments(moments).json()
                + ","
                + mapper.toArguments(others).json()
                + "]");

    String moment = Long.toString(MOMENT.toEpochMilli());
    assertThat(printed.lines())
        .hasSize(moments.length + 1)
        .endsWith(Integer.toString(others.length))
        .startsWith(Stream.generate(() -> moment).limit(moments.length).toArray(String[]::new));
  }

  private static String node(String program, String input) throws Exception {
    Process node = new ProcessBuilder("node", "-e", program).redirectErrorStream(true).start();
    try (var out = node.getOutputStream()) {
      out.write(input.getBytes(UTF_8));
    }
    String printed = new String(node.getInputStream().readAllBytes(), UTF_8);
    assertThat(node.waitFor(20, TimeUnit.SECONDS)).isTrue();
    return printed;
  }

  static List<Object> readFromJavaScript() {
    return List.of(
        Date.from(MOMENT),
        java.sql.Timestamp.from(MOMENT),
        MOMENT,
        MOMENT.atOffset(ZoneOffset.UTC));
  }

  @ParameterizedTest
  @MethodSource("readFromJavaScript")
  void whatJavaScriptWritesIsRead(Object expected) throws Exception {
    assertThat(mapper.fromArguments(Arguments.parse("[" + TEXT + "]"), 0, expected.getClass()))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {TEXT, BERLIN_TEXT, "\"2026-07-01T12:11:12.345+02:00[Europe/Berlin]\""})
  void andSoIsWhatWeWrite(String text) throws Exception {
    Arguments arguments = Arguments.parse("[" + text + "]");
    assertThat((ZonedDateTime) mapper.fromArguments(arguments, 0, ZonedDateTime.class))
        .isEqualTo(IN_BERLIN);
    assertThat(((Calendar) mapper.fromArguments(arguments, 0, Calendar.class)).toInstant())
        .isEqualTo(MOMENT);
  }

  @Test
  void aYearIsANumber() throws Exception {
    assertThat(mapper.fromArguments(Arguments.parse("[2026]"), 0, Year.class))
        .isEqualTo(Year.of(2026));
  }

  /** JSON has none, and {@code null} would be another value. */
  @Test
  void whatIsNoNumberIsRefused() {
    for (Object value :
        List.of(Double.NaN, Float.POSITIVE_INFINITY, new double[] {1, Double.NaN})) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> mapper.toArguments(value))
          .withMessageContaining("no JSON form");
    }
  }

  /** UTF-8 has no form for it, JSON has: in texts, in values, as names of members. */
  @Test
  void halfOfASurrogatePairStays() throws Exception {
    Object json = jakarta.json.Json.createValue("\ud800x");
    Arguments written =
        mapper.toArguments("\ud800x", List.of("👋\ud83d"), Map.of("\udc4b", 1), json);

    assertThat(written.json())
        .isEqualTo("[\"\\ud800x\",[\"👋\\ud83d\"],{\"\\udc4b\":1},\"\\ud800x\"]");
    assertThat(written.text(0)).isEqualTo("\ud800x");
    assertThat(Arguments.parse("[\"\ud800\"]").json()).isEqualTo("[\"\\ud800\"]");
    byte[] packet = SocketPacketEncoder.ack("/", 1, written).text();
    assertThat(new String(packet, UTF_8)).contains("[\"👋\\ud83d\"]").doesNotContain("?");
  }
}
