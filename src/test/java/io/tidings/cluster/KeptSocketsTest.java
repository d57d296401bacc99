package io.tidings.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class KeptSocketsTest {

  private final KeptSockets sockets = new KeptSockets();

  private void save(String secret) {
    sockets.save(secret, () -> SocketStoreContract.bytes("state"));
  }

  private void append(String secret, String event) {
    sockets.append(secret, SocketStoreContract.bytes(event));
  }

  /** The arguments behind the head: changes, then events. */
  private List<String> taken() {
    KeptBatch batch = new KeptBatch();
    sockets.moveTo(batch);
    return Stream.of(batch.arguments(1))
        .skip(4)
        .map(bytes -> new String((byte[]) bytes, StandardCharsets.UTF_8))
        .toList();
  }

  @Test
  void severalChangesAreOneWrite() {
    save("s");
    save("s");
    append("s", "1");
    append("s", "2");

    assertThat(taken()).containsExactly("take", "s", "state", "s", "2", "1", "2");
    assertThat(sockets.isClean()).isTrue();
    save("s");
    assertThat(taken()).containsExactly("update", "s", "state");
  }

  @Test
  void whatRedisWasNeverToldIsNotTakenBack() {
    save("s");
    append("s", "1");
    sockets.remove("s");
    sockets.remove("never");
    append("never", "1");

    assertThat(taken()).isEmpty();
    assertThat(sockets.isClean()).isTrue();
  }

  @Test
  void aNewSocketBySameSecretDoesNotHideThatTheOldIsGone() {
    save("s");
    taken();
    sockets.remove("s");
    save("s");
    sockets.remove("s");

    assertThat(taken()).containsExactly("remove", "s", "");
  }

  @Test
  void everythingCanBeWrittenAgain() {
    save("a");
    save("b");
    taken();
    sockets.remove("b");

    sockets.all();

    assertThat(taken()).containsExactlyInAnyOrder("remove", "b", "", "update", "a", "state");
  }

  @Test
  void whatIsSaidOfASocketThatCannotTellItsStateHarmsNoOther() {
    sockets.save(
        "bad",
        () -> {
          throw new IllegalStateException("on purpose");
        });
    save("good");

    assertThat(taken()).containsExactly("take", "good", "state");
  }

  @Test
  void whatIsLeftOfTooManyEventsIsTheEndWithoutAHole() {
    save("few");
    save("many");
    append("few", "old");
    taken();
    append("few", "dropped");
    String filling = "x".repeat(100_000);
    for (int i = 0; i < 100; i++) {
      append("many", i + filling);
    }
    append("few", "new");

    List<String> first = taken();

    assertThat(sockets.dropped()).isBetween(15L, 20L);
    assertThat(first)
        .startsWith("update", "few", "state", "clear", "few", "", "update", "many", "state")
        .contains("clear", "many");
    List<String> events = new ArrayList<>(first.subList(12, first.size()));
    while (!sockets.isClean()) {
      events.addAll(taken());
    }
    assertThat(events.stream().filter(text -> text.length() > 1_000).map(KeptSocketsTest::number))
        .startsWith((int) sockets.dropped() - 1)
        .endsWith(99)
        .isSorted();
    assertThat(events).endsWith("few", "1", "new").doesNotContain("old", "dropped");
  }

  private static int number(String event) {
    return Integer.parseInt(event.replace("x", ""));
  }
}
