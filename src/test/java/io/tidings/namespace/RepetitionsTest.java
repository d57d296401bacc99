package io.tidings.namespace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidings.cluster.InProcessBus;
import io.tidings.namespace.TestServer.Client;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Events that clients send again since they have heard no answer. */
class RepetitionsTest {

  private final InProcessBus bus = new InProcessBus(Clock.systemUTC());
  private final TestServer one = new TestServer("instanc0", bus);
  private final TestServer other = new TestServer("instanc1", bus);
  private TestHandler here;
  private TestHandler there;

  @BeforeEach
  void serve() {
    here = one.serve("/");
    there = other.serve("/");
    Stream.of(here, there)
        .forEach(handler -> handler.onEvent = (socket, event, arguments, ack) -> ack.send("yes"));
  }

  @AfterEach
  void close() {
    one.close();
    other.close();
  }

  private List<String> events() {
    return Stream.of(here, there)
        .flatMap(handler -> handler.told.stream())
        .filter(told -> !told.equals("connect"))
        .toList();
  }

  @Test
  void arriveAtTheHandlerOnceAndAreAnsweredAlikeEverywhere() {
    Client client = one.joined();
    client.send("21[\"order\",7,{\"idempotencyKey\":\"a\"}]");
    client.awaitPacket("431[\"yes\"]");
    client.send("22[\"order\",7,{\"idempotencyKey\":\"a\"}]");
    client.awaitPacket("432[\"yes\"]");
    Client elsewhere = other.joined();
    elsewhere.send("25[\"order\",7,{\"idempotencyKey\":\"a\"}]");
    elsewhere.awaitPacket("435[\"yes\"]");
    assertThat(events()).containsExactly("order[7]");
  }

  @Test
  void withAKeyOfTheirOwnAreEventsOfTheirOwn() {
    Client client = one.joined();
    client.send("21[\"order\",7,{\"idempotencyKey\":\"a\"}]");
    client.send("22[\"order\",7,{\"idempotencyKey\":\"b\"}]");
    client.send("23[\"cancel\",7,{\"idempotencyKey\":\"a\"}]");
    client.awaitPacket("433");
    assertThat(events()).containsExactly("order[7]", "order[7]", "cancel[7]");
  }

  @Test
  void areKnownAgainWithoutAnAnswerToo() {
    Client client = one.joined();
    client.send(
        "2[\"order\",{\"idempotencyKey\":\"a\"}]", "2[\"order\",{\"idempotencyKey\":\"a\"}]");
    client.send("21[\"end\"]");
    client.awaitPacket("431");
    assertThat(events()).containsExactly("order[]", "end[]");
  }

  @Test
  void keepTheirPlaceAmongOtherEvents() {
    Client client = one.joined();
    client.send("2[\"a\"]", "2[\"b\",{\"idempotencyKey\":\"k\"}]", "2[\"c\"]");
    await().until(() -> events().size() == 3);
    assertThat(events()).containsExactly("a[]", "b[]", "c[]");
  }

  @Test
  void areServedAgainWhereTheFirstAttemptFailed() {
    here.onEvent =
        (socket, event, arguments, ack) -> {
          throw new IllegalStateException("as a test wants it");
        };
    Client client = one.joined();
    client.send("21[\"order\",{\"idempotencyKey\":\"a\"}]");
    await().until(() -> here.told.contains("order[]"));
    here.onEvent = (socket, event, arguments, ack) -> ack.send("now");
    client.send("22[\"order\",{\"idempotencyKey\":\"a\"}]");
    client.awaitPacket("432[\"now\"]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"idempotencyKey\":\"\"}",
        "{\"idempotencyKey\":1}",
        "{\"idempotencyKey\":null}",
        "{\"idempotencyKey\":\"a\",\"more\":1}"
      })
  void areRefusedWithAKeyThatIsNone(String key) {
    Client client = one.joined();
    client.send("21[\"order\"," + key + "]");
    client.awaitPacket("431[{\"error\":\"idempotencyKey must be");
    assertThat(events()).isEmpty();
  }

  @Test
  void anObjectThatIsNotTheLastArgumentIsNoKey() {
    Client client = one.joined();
    client.send("21[\"order\",{\"idempotencyKey\":\"a\"},1]");
    client.awaitPacket("431[\"yes\"]");
    assertThat(events()).containsExactly("order[{\"idempotencyKey\":\"a\"},1]");
  }
}
