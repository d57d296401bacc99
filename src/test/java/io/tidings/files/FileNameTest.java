package io.tidings.files;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is left of the names and types that clients give. */
class FileNameTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "report.pdf | report.pdf",
        "ä ö.txt | ä ö.txt",
        "../../etc/passwd | passwd",
        "C:\\fakepath\\picture.png | picture.png",
        "a/b\\c | c",
        ".. | file",
        "... | file",
        "a/ | file",
        "a/.. | file",
        ".hidden | .hidden",
        "'' | file",
        "'  ' | file"
      })
  void aNameIsTheLastSegment(String given, String name) {
    assertThat(FileName.safe(given)).isEqualTo(name);
  }

  @Test
  void whatIsNotSeenIsNotKept() {
    assertThat(FileName.safe("a\r\nb\0c\u007f\u0085d\u2028\ud800.txt")).isEqualTo("abcd.txt");
    assertThat(FileName.safe("gpj\u202e.exe")).isEqualTo("gpj.exe");
    assertThat(FileName.safe(null)).isEqualTo("file");
  }

  @Property
  void everyNameIsSafe(@ForAll @StringLength(max = 600) String given) {
    String name = FileName.safe(given);

    assertThat(name.length()).isBetween(1, FileName.MAX_LENGTH);
    assertThat(name).isNotIn(".", "..").doesNotContain("/", "\\");
    assertThat(name.codePoints()).noneMatch(Character::isISOControl);
    assertThat(name.codePoints()).noneMatch(c -> Character.getType(c) == Character.SURROGATE);
    assertThat(FileName.safe(name)).isEqualTo(name);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "image/PNG | image/png",
        "text/plain; charset=UTF-8 | text/plain;charset=utf-8",
        "text/plain;format=flowed;charset=\"utf-8\" | text/plain;charset=utf-8",
        "application/vnd.a+json | application/vnd.a+json",
        "text/plain;format=flowed | text/plain",
        "'' | application/octet-stream",
        "text | application/octet-stream",
        "text/ | application/octet-stream",
        "*/* | application/octet-stream",
        "a/b/c | application/octet-stream",
        "text/html, text/plain | application/octet-stream",
        "text/plain; charset=ü | application/octet-stream"
      })
  void aTypeIsAMediaTypeOrBytes(String given, String type) {
    assertThat(FileType.safe(given)).isEqualTo(type);
  }

  @Property
  void everyTypeIsSafe(@ForAll String given, @ForAll String parameters) {
    for (String each : new String[] {given, "a/b;" + parameters, "a/b;charset=" + parameters}) {
      assertThat(FileType.safe(each))
          .matches("[\\x21-\\x7e]+/[\\x21-\\x7e]+")
          .isEqualTo(FileType.safe(FileType.safe(each)));
    }
    assertThat(FileType.safe(null)).isEqualTo(FileType.UNKNOWN);
  }
}
