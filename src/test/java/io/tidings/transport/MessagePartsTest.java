package io.tidings.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class MessagePartsTest {

  private final MessageParts parts = new MessageParts(6);

  @Test
  void aMessageInOnePartIsPassedOn() throws Exception {
    assertThat(parts.add("abc", true)).contains("abc");
    assertThat(parts.add(new byte[] {1}, true)).hasValue(new byte[] {1});
  }

  @Test
  void partsArePutTogetherAndTheNextMessageBeginsAnew() throws Exception {
    assertThat(parts.add("ab", false)).isEmpty();
    assertThat(parts.add("", false)).isEmpty();
    assertThat(parts.add("cd", true)).contains("abcd");
    assertThat(parts.add("ef", true)).contains("ef");

    assertThat(parts.add(new byte[] {1, 2}, false)).isEmpty();
    assertThat(parts.add(new byte[] {3}, true)).hasValue(new byte[] {1, 2, 3});
    assertThat(parts.add(new byte[] {4}, true)).hasValue(new byte[] {4});
  }

  @Test
  void aMessageOfExactlyTheLimitPasses() throws Exception {
    assertThat(parts.add("abcdef", true)).isPresent();
    assertThat(parts.add("€€", true)).isPresent();
    assertThat(parts.add("é😀", true)).isPresent();
    assertThat(parts.add(new byte[6], true)).isPresent();
    assertThat(parts.add("€", false)).isEmpty();
    assertThat(parts.add("€", true)).isPresent();
  }

  @Test
  void oneByteMoreIsRefused() {
    assertThatThrownBy(() -> parts.add("abcdefg", true))
        .isInstanceOf(MessageTooLargeException.class);
    assertThatThrownBy(() -> parts.add("€€a", true)).isInstanceOf(MessageTooLargeException.class);
    assertThatThrownBy(() -> parts.add("€😀", true)).isInstanceOf(MessageTooLargeException.class);
    assertThatThrownBy(() -> parts.add(new byte[7], true))
        .isInstanceOf(MessageTooLargeException.class);
  }

  @Test
  void aMessageWithoutEndIsRefusedAtTheLimit() throws Exception {
    parts.add("abcdef", false);
    assertThatThrownBy(() -> parts.add("g", false)).isInstanceOf(MessageTooLargeException.class);
    parts.add(new byte[6], false);
    assertThatThrownBy(() -> parts.add(new byte[1], false))
        .isInstanceOf(MessageTooLargeException.class);
  }

  @Property
  void theLimitCountsBytesOfUtf8(@ForAll String text) throws Exception {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    String valid = new String(utf8, StandardCharsets.UTF_8);
    assertThat(new MessageParts(utf8.length).add(valid, true)).contains(valid);
    if (utf8.length > 0) {
      assertThatThrownBy(() -> new MessageParts(utf8.length - 1).add(valid, true))
          .isInstanceOf(MessageTooLargeException.class);
    }
  }
}
