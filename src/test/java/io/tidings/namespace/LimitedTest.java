package io.tidings.namespace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tidings.access.Limit;
import io.tidings.config.LimitsConfig;
import io.tidings.engine.CloseReason;
import io.tidings.engine.TestEngine;
import io.tidings.namespace.TestServer.Client;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What clients are told who want more than they may. */
class LimitedTest {

  private final TestServer server = TestServer.limited(new LimitsConfig(0, 3, 5, 2, 0, 0, 0));
  private final TestHandler handler = server.serve("/");

  @AfterEach
  void close() {
    server.close();
  }

  private static void send(Client client, int events) {
    IntStream.range(0, events).forEach(n -> client.send("2" + n + "[\"e\"]"));
  }

  @Test
  void eventsThatComeTooFastAreAnsweredAndNotHandled() {
    Client client = server.joined();
    send(client, 6);
    assertThat(handler.told.stream().filter("e[]"::equals)).hasSize(4);
    assertThat(client.take())
        .containsExactly(
            "434[{\"error\":\"too many events\"}]", "435[{\"error\":\"too many events\"}]");
    server.timer.advance(1000);
    client.send("2[\"e\"]");
    assertThat(handler.told.stream().filter("e[]"::equals)).hasSize(5);
    assertThat(server.limits.refusals().count(Limit.EVENTS_PER_SECOND)).isEqualTo(2);
  }

  @Test
  void connectsCountAsWell() {
    Client client = server.joined();
    send(client, 4);
    client.send("0/other,");
    assertThat(client.take()).containsExactly("44/other,{\"message\":\"too many events\"}");
  }

  @Test
  void aConnectionThatGoesOnFarBeyondIsClosed() {
    Client client = server.joined();
    send(client, 50);
    assertThat(client.transport().closes()).containsExactly(CloseReason.TOO_MANY_EVENTS);
  }

  @Test
  void aSocketDoesNotJoinTheRoomOfAnotherOne() {
    server.joined();
    server.joined();
    Socket socket = handler.sockets.get(0);
    String other = handler.sockets.get(1).id();
    assertThatThrownBy(() -> socket.join(other))
        .isInstanceOf(EventRefusedException.class)
        .hasMessageStartingWith("room must not be the id of a socket");
    server.socketServer.to(socket.id()).socketsJoin(other, "a");
    await().until(() -> socket.rooms().contains("a"));
    assertThat(socket.rooms()).containsExactly("a");
    assertThat(
            server
                .socketServer
                .socket(socket.id())
                .thenCompose(found -> found.orElseThrow().join(other)))
        .failsWithin(java.time.Duration.ofSeconds(5))
        .withThrowableOfType(java.util.concurrent.ExecutionException.class)
        .withCauseInstanceOf(EventRefusedException.class);
  }

  @Test
  void aSocketJoinsNoMoreRoomsThanItMay() {
    server.joined();
    Socket socket = handler.sockets.get(0);
    socket.join("a");
    socket.join("b");
    assertThatThrownBy(() -> socket.join("c"))
        .isInstanceOf(TooManyRoomsException.class)
        .hasMessage("too many rooms: a socket may be in 2");
    socket.join("a");
    socket.join(socket.id());
    socket.leave("a");
    socket.join("c");
    assertThat(socket.rooms()).containsExactlyInAnyOrder("b", "c");
    assertThat(server.limits.refusals().count(Limit.ROOMS_PER_SOCKET)).isEqualTo(1);
  }

  @Test
  void connectionsAreCountedFromTheFirstToTheLast() {
    String address = TestEngine.REQUEST.remoteAddress();
    Client first = server.joined();
    server.joined();
    assertThat(server.limits.refusal(address)).isEmpty();
    server.joined();
    assertThat(server.limits.refusal(address)).contains(Limit.CONNECTIONS_PER_ADDRESS);
    first.session().terminate(CloseReason.TRANSPORT_CLOSE);
    assertThat(server.limits.refusal(address)).isEmpty();
  }

  @Test
  void anInstanceHasNoMoreRoomsAndNamespacesThanItMay() {
    try (TestServer small = TestServer.limited(new LimitsConfig(0, 0, 0, 0, 0, 1, 2))) {
      TestHandler main = small.serve("/");
      small.serve("/other");
      Client client = small.joined();
      Socket socket = main.sockets.get(0);
      socket.join("a");
      socket.join("b");
      assertThatThrownBy(() -> socket.join("c"))
          .isInstanceOf(TooManyRoomsException.class)
          .hasMessage("too many rooms: this instance takes no new ones");
      socket.leave("a");
      socket.join("c");
      client.send("0/other,");
      assertThat(client.take()).containsExactly("44/other,{\"message\":\"Too many namespaces\"}");
      assertThat(small.limits.refusals().count(Limit.ROOMS)).isEqualTo(1);
      assertThat(small.limits.refusals().count(Limit.NAMESPACES)).isEqualTo(1);
    }
  }
}
