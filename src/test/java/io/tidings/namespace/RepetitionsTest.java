package io.tidings.namespace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidings.access.Rights;
import io.tidings.cluster.InProcessBus;
import io.tidings.namespace.TestServer.Client;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
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
    assertThat(events()).containsExactly("order[7]");
  }

  @Test
  void ofOneSubjectAreKnownOnAllInstances() {
    Client client = one.joined();
    of("ada", here);
    client.send("21[\"order\",7,{\"idempotencyKey\":\"a\"}]");
    client.awaitPacket("431[\"yes\"]");
    Client elsewhere = other.joined();
    of("ada", there);
    elsewhere.send("25[\"order\",7,{\"idempotencyKey\":\"a\"}]");
    elsewhere.awaitPacket("435[\"yes\"]");
    assertThat(events()).containsExactly("order[7]");
  }

  /** The socket that the handler has seen last is that of a token. */
  private static void of(String subject, TestHandler handler) {
    Rights rights = new Rights(subject, List.of("*"), List.of("*"), List.of("*"), 0);
    SocketRights.grant(handler.sockets.get(handler.sockets.size() - 1), rights);
  }

  @Test
  void ofOthersAreEventsOfTheirOwn() {
    here.onEvent = (socket, event, arguments, ack) -> ack.send(socket.id());
    String key = "[\"order\",7,{\"idempotencyKey\":\"a\"}]";
    for (String subject : List.of("ada", "bob", "", "")) {
      Client client = one.joined();
      of(subject, here);
      client.send("21" + key);
      client.awaitPacket("431[\"" + here.sockets.get(here.sockets.size() - 1).id());
    }
    assertThat(events()).hasSize(4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"8,", "", "7,8,", "{\"a\":7},"})
  void withOtherArgumentsAreRefused(String others) {
    Client client = one.joined();
    client.send("21[\"order\",7,{\"idempotencyKey\":\"a\"}]");
    client.awaitPacket("431[\"yes\"]");
    client.send("22[\"order\"," + others + "{\"idempotencyKey\":\"a\"}]");
    client.awaitPacket("432[{\"error\":\"idempotencyKey was that of");
    assertThat(events()).containsExactly("order[7]");
  }

  @Test
  void withOtherBytesAreRefused() {
    Client client = one.joined();
    for (int i = 1; i < 4; i++) {
      client.send(
          "51-" + i + "[\"order\",{\"_placeholder\":true,\"num\":0},{\"idempotencyKey\":\"a\"}]");
      client.session().receive(client.transport(), new byte[] {1, (byte) (i / 3)});
    }
    client.awaitPacket("431[\"yes\"]");
    client.awaitPacket("432[\"yes\"]");
    client.awaitPacket("433[{\"error\":\"idempotencyKey was that of");
    assertThat(events()).hasSize(1);
  }

  @Test
  void keepNobodyWaitingWhileTheFirstIsAtWork() {
    CompletableFuture<Ack> first = new CompletableFuture<>();
    here.onEvent =
        (socket, event, arguments, ack) -> {
          if (event.equals("order")) {
            first.complete(ack);
          } else {
            ack.send("next");
          }
        };
    Client client = one.joined();
    client.send("21[\"order\",{\"idempotencyKey\":\"a\"}]");
    client.send("22[\"order\",{\"idempotencyKey\":\"a\"}]");
    client.send("23[\"other\"]");
    client.awaitPacket("433[\"next\"]");
    assertThat(client.texts()).noneMatch(text -> text.startsWith("432"));
    first.join().send("done");
    client.awaitPacket("431[\"done\"]");
    client.awaitPacket("432[\"done\"]");
    assertThat(events()).containsExactly("order[]", "other[]");
  }

  @Test
  void takeTheirTurnWhereTheFirstFailsMeanwhile() {
    CountDownLatch both = new CountDownLatch(1);
    here.onEvent =
        (socket, event, arguments, ack) -> {
          if (both.getCount() == 0) {
            ack.send("now");
            return;
          }
          try {
            both.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          throw new IllegalStateException("as a test wants it");
        };
    Client client = one.joined();
    of("ada", here);
    client.send("21[\"order\",{\"idempotencyKey\":\"a\"}]");
    await().until(() -> here.told.contains("order[]"));
    Client again = other.joined();
    of("ada", there);
    again.send("25[\"order\",{\"idempotencyKey\":\"a\"}]", "26[\"other\"]");
    again.awaitPacket("436[\"yes\"]");
    both.countDown();
    again.awaitPacket("435[\"yes\"]");
    assertThat(there.told).contains("order[]");
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
        "{\"idempotencyKey\":1e99999999999}",
        "{\"idempotencyKey\":[\"a\"]}",
        "{\"idempotencyKey\":\"\\ud800\"}",
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
