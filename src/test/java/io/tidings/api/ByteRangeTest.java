package io.tidings.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ranges of a file of ten bytes, and of others. */
class ByteRangeTest {

  private static final long SIZE = 10;

  @ParameterizedTest
  @CsvSource({
    "bytes=0-0, bytes 0-0/10",
    "bytes=2-3, bytes 2-3/10",
    "bytes=2-, bytes 2-9/10",
    "bytes=2-99, bytes 2-9/10",
    "bytes=2-99999999999999999999999, bytes 2-9/10",
    "bytes=-3, bytes 7-9/10",
    "bytes=-99, bytes 0-9/10",
    "bytes=-99999999999999999999, bytes 0-9/10",
    "bytes = 002 - 0003 , bytes 2-3/10",
    "bytes=10-, bytes */10",
    "bytes=99999999999999999999-, bytes */10",
    "bytes=-0, bytes */10"
  })
  void oneRangeIsServedOrRefused(String header, String contentRange) {
    ByteRange range = ByteRange.of(header, SIZE).orElseThrow();

    assertThat(range.contentRange(SIZE)).isEqualTo(contentRange);
    assertThat(range.isSatisfiable()).isEqualTo(!contentRange.contains("*"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "bytes",
        "bytes=",
        "bytes=-",
        "bytes=3-2",
        "bytes=a-b",
        "bytes=0-1,3-4",
        "b=0-1"
      })
  void anythingElseMeansTheWhole(String header) {
    assertThat(ByteRange.of(header, SIZE)).isEmpty();
    assertThat(ByteRange.of(null, SIZE)).isEmpty();
  }

  @Test
  void anEmptyFileHasNoFirstByte() {
    assertThat(ByteRange.of("bytes=-1", 0)).isEmpty();
    assertThat(ByteRange.of("bytes=0-", 0).orElseThrow().isSatisfiable()).isFalse();
  }

  @Property
  void everyRangeLiesInTheFile(
      @ForAll @LongRange(min = 0) long first,
      @ForAll @LongRange(min = 0) long last,
      @ForAll @LongRange(min = 0) long size) {
    for (String header :
        new String[] {"bytes=" + first + "-" + last, "bytes=" + first + "-", "bytes=-" + last}) {
      ByteRange.of(header, size)
          .filter(ByteRange::isSatisfiable)
          .ifPresent(
              range -> {
                assertThat(range.first()).isBetween(0L, size - 1);
                assertThat(range.last()).isBetween(range.first(), size - 1);
                assertThat(range.length()).isBetween(1L, size);
              });
    }
  }

  @Property
  void junkIsIgnored(@ForAll String junk) {
    assertThatCode(() -> ByteRange.of(junk, SIZE)).doesNotThrowAnyException();
    assertThatCode(() -> ByteRange.of("bytes=" + junk, SIZE)).doesNotThrowAnyException();
  }
}
