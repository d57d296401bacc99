package io.tidings.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SocketIdsTest {

  private final SocketIds ids = new SocketIds();

  @Test
  void idsAreToldFromNames() {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      String id = ids.next();
      assertThat(id).matches("[A-Za-z0-9_-]{20}");
      assertThat(SocketIds.isId(id)).isTrue();
      assertThat(seen.add(id)).isTrue();
    }
  }

  @Test
  void oneOtherCharacterMakesAnIdAName() {
    String id = ids.next();
    for (int i = 0; i < id.length(); i++) {
      char other = id.charAt(i) == 'A' ? 'B' : 'A';
      assertThat(SocketIds.isId(id.substring(0, i) + other + id.substring(i + 1))).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a", "conversation-number1", "AAAAAAAAAAAAAAAAAAAB", "ąąąąąąąąąąąąąąąąąąąą"})
  void aRoomsNameIsNoId(String name) {
    assertThat(SocketIds.isId(name)).isFalse();
  }
}
