package io.tidings.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidings.files.TooLargeException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Forms, however they arrive, and what is none. */
class MultipartTest {

  private static final long LIMIT = 1_000_000;

  /** A stream that gives a few bytes at a time, as a network does. */
  private static InputStream trickle(byte[] bytes, int pieces) {
    return new ByteArrayInputStream(bytes) {
      @Override
      public synchronized int read(byte[] to, int offset, int length) {
        return super.read(to, offset, Math.min(length, pieces));
      }
    };
  }

  private static Multipart form(String text) throws IOException {
    return new Multipart(trickle(bytes(text), 7), "b", LIMIT);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(MultipartPart part) throws IOException {
    return new String(part.content().readAllBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void partsAreReadOneAfterAnother() throws IOException {
    Multipart form =
        form(
            "preamble\r\n--b\r\ncontent-disposition: form-data; name=\"n\"\r\n\r\nvalue\r\n"
                + "--b \r\nContent-Type: image/png\r\nContent-Disposition: form-data; name=\"f\";"
                + " filename=\"ü%22.png\"\r\n\r\n\r\n--a\r\n-\r\n\r\n--b--\r\nepilogue");

    MultipartPart field = form.next().orElseThrow();
    assertThat(field.fileName()).isEmpty();
    assertThat(field.type()).isNull();
    assertThat(text(field)).isEqualTo("value");
    MultipartPart file = form.next().orElseThrow();
    assertThat(file.fileName()).contains("ü\".png");
    assertThat(file.type().strip()).isEqualTo("image/png");
    assertThat(text(file)).isEqualTo("\r\n--a\r\n-\r\n");
    assertThat(form.next()).isEmpty();
  }

  @Test
  void whatIsNotReadIsPassedOver() throws IOException {
    Multipart form =
        form("--b\r\n\r\n" + "x".repeat(200_000) + "\r\n--b\r\nA: b\r\n\r\ny\r\n--b--");

    assertThat(form.next()).isPresent();
    assertThat(text(form.next().orElseThrow())).isEqualTo("y");
    assertThat(form.next()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "junk",
        "--b",
        "--b-",
        "--b\r\n",
        "--b\r\nA: b\r\n\r\n",
        "--b\r\nA: b\r\n\r\nhalf",
        "--b\r\nA: b\r\n\r\nhalf\r\n--",
        "--b\r\nA: b\r\n\r\nwhole\r\n--b"
      })
  void aFormThatEndsTooSoonIsNone(String text) {
    assertThatThrownBy(() -> readAll(form(text))).isInstanceOf(Multipart.MalformedException.class);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", " ", "a ", "a\r\n", "ü", "\"", "*"})
  void aBoundaryHasItsForm(String boundary) {
    assertThatThrownBy(() -> new Multipart(InputStream.nullInputStream(), boundary, LIMIT))
        .isInstanceOf(Multipart.MalformedException.class);
  }

  @Test
  void aBoundaryIsNotLongerThanMayBe() {
    assertThatThrownBy(() -> new Multipart(InputStream.nullInputStream(), "b".repeat(71), LIMIT))
        .isInstanceOf(Multipart.MalformedException.class);
  }

  @Test
  void headersAreNotLongerThanMayBe() {
    assertThatThrownBy(() -> readAll(form("--b\r\nA: " + "x".repeat(100_000))))
        .isInstanceOf(Multipart.MalformedException.class)
        .hasMessageContaining("headers");
  }

  @Test
  void aBodyIsNotLongerThanMayBe() {
    assertThatThrownBy(() -> readAll(form("--b\r\n\r\n" + "x".repeat((int) LIMIT))))
        .isInstanceOf(TooLargeException.class);
  }

  @Property
  void everyContentComesThroughAsItIs(
      @ForAll("contents") @Size(min = 1, max = 4) List<byte[]> contents,
      @ForAll @IntRange(min = 1, max = 100) int pieces,
      @ForAll @IntRange(min = 1, max = 300) int asked)
      throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (byte[] each : contents) {
      body.writeBytes(bytes("\r\n--b\r\nContent-Type: a/b\r\n\r\n"));
      body.writeBytes(each);
    }
    body.writeBytes(bytes("\r\n--b--"));

    Multipart form = new Multipart(trickle(body.toByteArray(), pieces), "b", LIMIT);

    List<byte[]> read = new ArrayList<>();
    for (Optional<MultipartPart> part = form.next(); part.isPresent(); part = form.next()) {
      read.add(read(part.get().content(), asked));
    }
    assertThat(read).hasSameSizeAs(contents);
    for (int i = 0; i < read.size(); i++) {
      assertThat(read.get(i)).isEqualTo(contents.get(i));
    }
  }

  private static byte[] read(InputStream content, int asked) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] buffer = new byte[asked];
    for (int count = content.read(buffer); count >= 0; count = content.read(buffer)) {
      all.write(buffer, 0, count);
    }
    return all.toByteArray();
  }

  /** Nearly boundaries, for the most part. */
  @Provide
  Arbitrary<List<byte[]>> contents() {
    return Arbitraries.bytes()
        .between((byte) 0, (byte) 127)
        .edgeCases(none -> none.none())
        .list()
        .ofMaxSize(50)
        .map(MultipartTest::array)
        .flatMap(
            noise ->
                Arbitraries.strings()
                    .withChars("\r\n-ax")
                    .ofMaxLength(200)
                    .map(near -> joined(noise, near)))
        .list();
  }

  private static byte[] array(List<Byte> list) {
    byte[] bytes = new byte[list.size()];
    for (int i = 0; i < bytes.length; i++) {
      // The boundary's one letter would end the part.
      bytes[i] = list.get(i) == 'b' ? (byte) 'c' : list.get(i);
    }
    return bytes;
  }

  private static byte[] joined(byte[] noise, String near) {
    byte[] all = Arrays.copyOf(noise, noise.length + near.length());
    System.arraycopy(bytes(near), 0, all, noise.length, near.length());
    return all;
  }

  @Property
  void junkEndsInOneWayOrTheOther(@ForAll("junk") String junk) {
    try {
      readAll(new Multipart(trickle(bytes(junk), 13), "b", LIMIT));
    } catch (IOException e) {
      assertThat(e).isInstanceOfAny(Multipart.MalformedException.class, TooLargeException.class);
    }
  }

  @Provide
  Arbitrary<String> junk() {
    return Arbitraries.oneOf(
        Arbitraries.strings(),
        Arbitraries.of(
                "\r\n", "--b", "--", "Content-Disposition: ", "filename=", ";", "\"", "x", ":")
            .list()
            .ofMaxSize(40)
            .map(words -> String.join("", words)));
  }

  private static void readAll(Multipart form) throws IOException {
    for (Optional<MultipartPart> part = form.next(); part.isPresent(); part = form.next()) {
      part.get().content().readAllBytes();
    }
  }
}
