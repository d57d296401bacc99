package io.tidings.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.tidings.files.FileName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names of files on their way in and out. */
class DispositionTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "attachment; filename=a.txt | a.txt",
        "attachment;filename=\"a b.txt\" | a b.txt",
        "form-data; name=\"f\"; filename=\"a;b=c.txt\" | a;b=c.txt",
        "attachment; FileName = \"a\\\"b\" | a\"b",
        "attachment; filename=\"C:\\dir\\a.txt\" | C:\\dir\\a.txt",
        "attachment; filename=\"x\"; filename*=UTF-8''%C3%A4.txt | ä.txt",
        "attachment; filename*=iso-8859-1'en'%A3%20rates | £ rates",
        "attachment; filename*=UTF-8''%C3; filename=x | x",
        "attachment; filename*=UTF-8''%; filename=x | x",
        "attachment; filename*=UTF-8''%4; filename=x | x",
        "attachment; filename*=utf-7''a; filename=x | x",
        "attachment; filename=a; filename=b | a",
        "attachment; filename=\"\" | ``"
      })
  void aNameIsRead(String header, String name) {
    assertThat(Disposition.parse(header).fileName()).contains(name);
  }

  @ParameterizedTest
  @CsvSource({
    "attachment",
    "filename=a",
    "attachment; filename",
    "'attachment; filename=\"a'",
    "''"
  })
  void whatHasNoNameHasNone(String header) {
    assertThat(Disposition.parse(header).fileName()).isEmpty();
  }

  @Test
  void noHeaderIsNoName() {
    assertThat(Disposition.parse(null).fileName()).isEmpty();
  }

  @Test
  void aLongOneCostsNoStack() throws InterruptedException {
    List<Object> seen = new ArrayList<>();
    String escapes = "\\x".repeat(2_000);
    Runnable parse =
        () -> seen.add(Disposition.parse("a; filename=\"" + escapes + "\"").fileName());
    Thread small = new Thread(null, parse, "small", 256 * 1024);

    small.start();
    small.join();

    assertThat(seen).containsExactly(Optional.of(escapes));
    assertThat(Disposition.parse("a; filename=" + "x".repeat(5_000)).fileName()).isEmpty();
  }

  @Test
  void aPlainNameIsWrittenOnceAndAnyOtherTwice() {
    assertThat(Disposition.attachment("a b.txt")).isEqualTo("attachment; filename=\"a b.txt\"");
    assertThat(Disposition.attachment("ä\"%.txt"))
        .isEqualTo("attachment; filename=\"___.txt\"; filename*=UTF-8''%C3%A4%22%25.txt");
  }

  @Property
  void everyNameThatIsKeptComesBackAsItWas(@ForAll("names") String name) {
    String header = Disposition.attachment(name);

    assertThat(header).matches("[\\x20-\\x7e]*");
    assertThat(Disposition.parse(header).fileName()).contains(name);
  }

  @Provide
  Arbitrary<String> names() {
    return Arbitraries.strings().ofMaxLength(300).map(FileName::safe);
  }

  @Property
  void junkIsNoFailure(@ForAll("junk") String junk) {
    assertThatCode(() -> Disposition.parse(junk).fileName()).doesNotThrowAnyException();
    assertThatCode(() -> Disposition.parse("a; filename*=UTF-8''" + junk).fileName())
        .doesNotThrowAnyException();
  }

  @Provide
  Arbitrary<String> junk() {
    return Arbitraries.oneOf(
        Arbitraries.strings(), Arbitraries.strings().withChars(";=\"\\ a*'%u8").ofMaxLength(200));
  }
}
