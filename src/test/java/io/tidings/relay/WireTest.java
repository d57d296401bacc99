package io.tidings.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class WireTest {

  /** All that can be asked of a reader. */
  private static final List<Consumer<WireReader>> READS =
      List.of(
          WireReader::octet,
          WireReader::flag,
          WireReader::number,
          WireReader::integer,
          WireReader::count,
          WireReader::bytes,
          WireReader::text,
          WireReader::texts,
          WireReader::part);

  @Provide
  Arbitrary<List<String>> texts() {
    return Arbitraries.strings()
        .excludeChars('\ud800', '\udfff')
        .ofMaxLength(50)
        .map(text -> text.replaceAll("[\\ud800-\\udfff]", "😀"))
        .list()
        .ofMaxSize(20);
  }

  @Property(tries = 300)
  void whatIsReadIsWhatWasWritten(
      @ForAll byte[] bytes,
      @ForAll("texts") List<String> texts,
      @ForAll @LongRange(min = 0) long number,
      @ForAll @IntRange(min = 0) int integer,
      @ForAll boolean flag) {
    byte[] written =
        new WireWriter(16)
            .octet(200)
            .flag(flag)
            .number(number)
            .number(integer)
            .bytes(bytes)
            .text(String.join("", texts))
            .texts(texts)
            .bytes(new WireWriter(1).number(number).toBytes())
            .toBytes();

    WireReader in = new WireReader(written);

    assertThat(in.octet()).isEqualTo(200);
    assertThat(in.flag()).isEqualTo(flag);
    assertThat(in.number()).isEqualTo(number);
    assertThat(in.integer()).isEqualTo(integer);
    assertThat(in.bytes()).isEqualTo(bytes);
    assertThat(in.text()).isEqualTo(String.join("", texts));
    assertThat(in.texts()).isEqualTo(texts);
    assertThat(in.part().number()).isEqualTo(number);
    assertThat(in.hasMore()).isFalse();
  }

  @Property(tries = 2_000)
  void junkIsReadOrRefusedClearly(@ForAll byte[] junk) {
    for (Consumer<WireReader> read : READS) {
      try {
        read.accept(new WireReader(junk));
      } catch (MalformedFrameException e) {
        assertThat(e).hasMessageStartingWith("malformed cluster frame: ");
      }
    }
  }

  @Property(tries = 200)
  void aLengthThatLiesTakesNoMemory(@ForAll @IntRange(min = 1_000) int length) {
    byte[] liar = new WireWriter(8).number(length).octet(1).octet(1).toBytes();

    Stream.<Consumer<WireReader>>of(
            WireReader::count,
            WireReader::bytes,
            WireReader::text,
            WireReader::texts,
            WireReader::part)
        .forEach(read -> assertRefused(read, liar));
  }

  @Example
  void aPartEndsWhereItEnds() {
    WireReader in = new WireReader(new WireWriter(8).text("a").text("b").toBytes());
    WireReader part = in.part();

    assertThat(part.rest()).isEqualTo("a");
    assertThatThrownBy(part::octet).isInstanceOf(MalformedFrameException.class);
    assertThat(in.text()).isEqualTo("b");
  }

  @Example
  void whatIsNoIntNoFlagOrLongerThanALongIsRefused() {
    assertRefused(WireReader::integer, new WireWriter(8).number(1L << 31).toBytes());
    assertRefused(WireReader::flag, new byte[] {2});
    assertRefused(WireReader::number, new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1});
    assertRefused(WireReader::octet, new byte[0]);
  }

  @Example
  void thereAreNoNegativeNumbers() {
    assertThatThrownBy(() -> new WireWriter(8).number(-1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Example
  void orderIsKeptOfWhatHasOne() {
    assertThat(new WireReader(new WireWriter(8).texts(List.of("b", "a", "b")).toBytes()).texts())
        .containsExactly("b", "a", "b");
    assertThat(new WireReader(new WireWriter(8).texts(Set.of()).toBytes()).texts()).isEmpty();
  }

  private static void assertRefused(Consumer<WireReader> read, byte[] bytes) {
    assertThatThrownBy(() -> read.accept(new WireReader(bytes)))
        .isInstanceOf(MalformedFrameException.class);
  }
}
