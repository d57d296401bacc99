package io.tidings.packet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BinaryMarksTest {

  private static final byte[] HI = "hi".getBytes(UTF_8);
  private static final String MARK = "{\"_placeholder\":true,\"num\":0}";

  @Test
  void aBinaryValueIsBase64UnderAMarkedKey() throws Exception {
    String written = BinaryMarks.write("[1,{\"a\":[" + MARK + "]}]", List.of(HI));
    assertThat(written).isEqualTo("[1,{\"a\":[{\"$binary\":\"aGk=\"}]}]");
    List<byte[]> attachments = new ArrayList<>();
    assertThat(BinaryMarks.read(written, attachments)).isEqualTo("[1,{\"a\":[" + MARK + "]}]");
    assertThat(attachments).containsExactly(HI);
  }

  @Test
  void base64MayBeInLinesAndInTheAlphabetForUrls() throws Exception {
    List<byte[]> read = new ArrayList<>();

    BinaryMarks.read("[{\"$binary\":\"aG\\r\\nk=\\n\"},{\"$binary\":\"-_8\"}]", read);

    assertThat(read.get(0)).isEqualTo(HI);
    assertThat(read.get(1)).containsExactly(0xfb, 0xff);
  }

  @Test
  void placeholdersAreKnownHoweverTheyAreWritten() {
    String odd = "[{ \"num\" : 0 , \"x\":[1], \"_place\\u0068older\":\ttrue }]";
    assertThat(BinaryMarks.write(odd, List.of(HI))).isEqualTo("[{\"$binary\":\"aGk=\"}]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"_placeholder\":true,\"num\":1}",
        "{\"_placeholder\":true,\"num\":-1}",
        "{\"_placeholder\":true,\"num\":1e9}",
        "{\"_placeholder\":true,\"num\":{}}",
        "{\"_placeholder\":true}"
      })
  void whatPointsNowhereIsNull(String mark) {
    assertThat(BinaryMarks.write("[" + mark + "]", List.of(HI))).isEqualTo("[null]");
  }

  @Test
  void manyMarksForOneValueMakeNoLargeFrame() {
    String twice = "[" + MARK + "," + MARK + "]";
    assertThat(BinaryMarks.write(twice, List.of(HI))).isEqualTo("[{\"$binary\":\"aGk=\"},null]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      quoteCharacter = '\'',
      value = {
        "[{\"$binary\":\"aGk=\"}] [{\"$$binary\":\"aGk=\"}]",
        "[{\"$$binary\":1}] [{\"$$$binary\":1}]",
        "[{\"\\u0024bin\\u0061ry\":[]}] [{\"$$binary\":[]}]",
        "[{\"$binary2\":1,\"a$binary\":2,\"binary\":3,\"$\":4}]"
            + " [{\"$binary2\":1,\"a$binary\":2,\"binary\":3,\"$\":4}]",
        "[\"$binary\"] [\"$binary\"]"
      })
  void anObjectThatOnlyLooksBinaryIsNotTakenForIt(String value, String written) throws Exception {
    assertThat(BinaryMarks.write(value, List.of())).isEqualTo(written);
    List<byte[]> attachments = new ArrayList<>();
    assertThat(BinaryMarks.read(written, attachments))
        .isEqualTo(value.replace("\\u0024bin\\u0061ry", "$binary"));
    assertThat(attachments).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[{\"$binary\":1}]",
        "[{\"$binary\":null}]",
        "[{\"$binary\":{\"$binary\":\"\"}}]",
        "[{\"$binary\":\"aGk=\",\"a\":1}]",
        "[{\"$binary\":\"aGk=\",\"$binary\":\"aGk=\"}]",
        "[{\"$binary\":\"a?\"}]",
        "[{\"$binary\":\"aG k=\"}]",
        "[{\"$binary\":\"a\"}]",
        "[{\"\\u0024binary\":true}]",
        "[{\"_placeholder\":true,\"num\":0},{\"$binary\":\"\"}]"
      })
  void whatIsNoBinaryValueIsRefused(String json) {
    assertThatThrownBy(() -> BinaryMarks.read(json, new ArrayList<>()))
        .isInstanceOf(PacketException.class);
  }

  @Test
  void noMoreBinaryValuesThanAPacketMayHave() throws Exception {
    String ten = String.join(",", Collections.nCopies(10, "{\"$binary\":\"\"}"));
    List<byte[]> attachments = new ArrayList<>();
    BinaryMarks.read("[" + ten + "]", attachments);
    assertThat(attachments).hasSize(10);
    assertThatThrownBy(
            () -> BinaryMarks.read("[{\"$binary\":\"\"}," + ten + "]", new ArrayList<>()))
        .hasMessageContaining("more than 10");
  }

  @Test
  void depthCostsNothingSpecial() throws Exception {
    String open = "{\"num\":".repeat(JsonScanner.MAX_DEPTH - 2);
    String deep = "[" + open + "\"$\"" + "}".repeat(JsonScanner.MAX_DEPTH - 2) + "]";
    assertThat(BinaryMarks.write(deep, List.of(HI))).isEqualTo(deep);
    assertThat(BinaryMarks.read(deep, new ArrayList<>())).isEqualTo(deep);
  }

  @Provide
  Arbitrary<String> json() {
    return Junk.json();
  }

  /** The {@code $} makes it go the long way. */
  @Property
  void anyJsonComesBackAsItWas(@ForAll("json") String json) throws Exception {
    String value = "[\"$\"," + json + "]";
    List<byte[]> attachments = new ArrayList<>();
    String there = BinaryMarks.write(value, attachments);
    assertThat(there).isEqualTo(new Plain(value).copy());
    assertThat(BinaryMarks.read(there, attachments)).isEqualTo(there);
    assertThat(Arguments.parse(there).size()).isEqualTo(2);
    assertThat(attachments).isEmpty();
  }

  @Property
  void binaryValuesComeBackAsTheyWere(@ForAll("json") String json, @ForAll byte[] bytes)
      throws Exception {
    String value = "[" + json + ",{\"$binary\":" + MARK + "}]";
    List<byte[]> attachments = new ArrayList<>();
    String back = BinaryMarks.read(BinaryMarks.write(value, List.of(bytes)), attachments);
    assertThat(back).isEqualTo(new Plain(value).copy());
    assertThat(attachments).containsExactly(bytes);
  }

  /** Without its white space, and else the same. */
  private static final class Plain extends JsonCopy {

    private Plain(String json) {
      super(json);
    }

    @Override
    protected String key(String key) {
      return key;
    }

    @Override
    protected String object(Members members) {
      return null;
    }
  }
}
