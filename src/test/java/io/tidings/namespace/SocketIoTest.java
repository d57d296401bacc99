package io.tidings.namespace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tidings.engine.CloseReason;
import io.tidings.namespace.TestServer.Client;
import io.tidings.packet.Arguments;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SocketIoTest {

  private final TestServer server = new TestServer();
  private final TestHandler main = server.serve("/");

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void aClientJoinsWithItsAuthAndIsToldItsId() {
    Client client = server.client();
    client.send("0{\"token\":1}");

    Socket socket = main.sockets.get(0);
    assertThat(client.take()).containsExactly("40{\"sid\":\"" + socket.id() + "\"}");
    assertThat(socket.handshake().auth()).isEqualTo("{\"token\":1}");
    assertThat(socket.handshake().request().query()).containsEntry("token", "t");
    assertThat(socket.id()).isNotEqualTo(client.session().id());
    assertThat(server.connections).hasValue(1);
  }

  @Test
  void anUnknownNamespaceIsRefusedAndTheConnectionStays() {
    Client client = server.joined();
    client.send("0/random");
    assertThat(client.take()).containsExactly("44/random,{\"message\":\"Invalid namespace\"}");
    assertThat(client.isClosed()).isFalse();
  }

  @Test
  void aHandlerRefusesWithAMessageAndData() {
    main.onConnect =
        socket -> {
          socket.join("a");
          throw new ConnectionRefusedException("no", Map.of("code", 42));
        };
    Client client = server.client();
    client.send("0");
    assertThat(client.take()).containsExactly("44{\"message\":\"no\",\"data\":{\"code\":42}}");
    assertThat(server.namespaces.find("/")).isNull();
    client.session().terminate(CloseReason.TRANSPORT_CLOSE);
    assertThat(main.told).isEmpty();
  }

  @Test
  void aConnectHandlerThatFailsGivesNothingInternalAway() {
    main.onConnect =
        socket -> {
          throw new IllegalStateException("the secret");
        };
    Client client = server.client();
    client.send("0");
    assertThat(client.take()).containsExactly("44{\"message\":\"internal error\"}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"2[\"e\"]", "30[]", "1", "9", "", "4{}", "2{}", "0[1]"})
  void whatMayNotComeBeforeAConnectClosesTheConnection(String packet) {
    Client client = server.client();
    client.send(packet);
    assertThat(client.transport().closes()).containsExactly(CloseReason.PARSE_ERROR);
    assertThat(server.connections).hasValue(0);
  }

  @Test
  void aSecondConnectToANamespaceClosesTheConnection() {
    Client client = server.joined();
    client.send("0");
    assertThat(client.isClosed()).isTrue();
    await().untilAsserted(() -> assertThat(main.told).contains("disconnect: parse error"));
  }

  @Test
  void aNamespaceThatWasNeverJoinedTakesNoEvents() {
    server.serve("/custom");
    Client client = server.joined();
    client.send("2/custom,[\"e\"]");
    assertThat(client.isClosed()).isTrue();
  }

  @Test
  void whatWasOnItsWayWhenTheServerEndedASocketIsNoFault() {
    Client client = server.joined();
    main.sockets.get(0).disconnect(false);
    client.send("2[\"late\"]");
    assertThat(client.take()).containsExactly("41");
    assertThat(client.isClosed()).isFalse();
    await().until(() -> main.told.contains("disconnect: server namespace disconnect"));
    assertThat(main.told).doesNotContain("late[]");
  }

  @Test
  void eventsComeInOrderAndAreAnswered() {
    main.onEvent = (socket, event, arguments, ack) -> ack.send("got", arguments.size());
    Client client = server.joined();
    client.send("20[\"a\",1]", "2[\"b\"]", "27[\"c\",{\"x\":[]},2]");
    assertThat(main.told).containsExactly("connect", "a[1]", "b[]", "c[{\"x\":[]},2]");
    assertThat(client.take()).containsExactly("430[\"got\",1]", "437[\"got\",2]");
  }

  @Test
  void anAckIsSentOnce() {
    main.onEvent =
        (socket, event, arguments, ack) -> {
          assertThat(ack.isRequested()).isTrue();
          ack.send(1);
          ack.send(2);
        };
    Client client = server.joined();
    client.send("25[\"a\"]");
    assertThat(client.take()).containsExactly("435[1]");
  }

  @Test
  void theClientAnswers() throws Exception {
    Client client = server.joined();
    CompletableFuture<Arguments> answer =
        main.sockets.get(0).emitWithAck(1000, "ask", "x").toCompletableFuture();
    assertThat(client.take()).containsExactly("420[\"ask\",\"x\"]");
    client.send("30[\"yes\",7]", "30[\"again\"]", "399[]");
    assertThat(answer.get().json()).isEqualTo("[\"yes\",7]");
    assertThat(client.isClosed()).isFalse();
  }

  @Test
  void anAnswerThatNeverComesTimesOut() {
    server.joined();
    CompletableFuture<Arguments> answer =
        main.sockets.get(0).emitWithAck(1000, "ask").toCompletableFuture();
    server.timer.advance(999);
    assertThat(answer).isNotDone();
    server.timer.advance(1);
    assertThatThrownBy(answer::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(TimeoutException.class);
  }

  @Test
  void anAnswerIsNotAwaitedFromASocketThatIsGone() {
    Client client = server.joined();
    Socket socket = main.sockets.get(0);
    CompletableFuture<Arguments> before = socket.emitWithAck(1000, "ask").toCompletableFuture();
    client.session().terminate(CloseReason.TRANSPORT_CLOSE);
    CompletableFuture<Arguments> after = socket.emitWithAck(1000, "ask").toCompletableFuture();
    assertThatThrownBy(before::get).hasCauseInstanceOf(DisconnectedException.class);
    assertThatThrownBy(after::get).hasCauseInstanceOf(DisconnectedException.class);
  }

  @Test
  void whatTheConnectHandlerSendsComesAMomentAfterTheAnswer() {
    main.onConnect = socket -> socket.emit("welcome", 1);
    Client client = server.client();
    client.send("0");
    assertThat(client.take()).singleElement().asString().startsWith("40{");
    main.sockets.get(0).emit("second");
    server.timer.advance(3);
    assertThat(client.take()).containsExactly("42[\"welcome\",1]", "42[\"second\"]");
  }

  @Test
  void aSocketEndedByItsConnectHandlerIsAnsweredFirst() {
    main.onConnect =
        socket -> {
          socket.emit("sorry");
          socket.disconnect(false);
        };
    Client client = server.client();
    client.send("0");
    assertThat(client.take())
        .satisfiesExactly(
            first -> assertThat(first).startsWith("40{"),
            second -> assertThat(second).isEqualTo("42[\"sorry\"]"),
            third -> assertThat(third).isEqualTo("41"));
  }

  @Test
  void aClientLeavesOneNamespaceAndKeepsTheOther() {
    TestHandler custom = server.serve("/custom");
    Client client = server.joined();
    client.send("0/custom,", "1/custom,", "2[\"still\"]");
    await().until(() -> main.told.contains("still[]"));
    await().until(() -> custom.told.contains("disconnect: client namespace disconnect"));
    client.send("2/custom,[\"after\"]");
    assertThat(client.isClosed()).as("its own word was final").isTrue();
  }

  @Test
  void theServerEndsTheWholeConnection() {
    server.serve("/custom");
    Client client = server.joined();
    client.send("0/custom,");
    client.take();
    main.sockets.get(0).disconnect(true);
    assertThat(client.take()).containsExactlyInAnyOrder("41", "41/custom,");
    assertThat(client.transport().closes()).containsExactly(CloseReason.FORCED_CLOSE);
  }

  @Test
  void aClientThatJoinsNothingIsClosed() {
    Client idle = server.client();
    Client busy = server.joined();
    // Both answer the ping that comes first.
    server.timer.advance(25_000);
    idle.session().receive(idle.transport(), "3");
    busy.session().receive(busy.transport(), "3");
    server.timer.advance(20_000);
    assertThat(idle.transport().closes()).containsExactly(CloseReason.CONNECT_TIMEOUT);
    assertThat(busy.isClosed()).isFalse();
  }

  @Test
  void aHandlerThatBlocksStallsItsOwnConnectionAloneAndKeepsItsOrder() {
    CountDownLatch release = new CountDownLatch(1);
    Client slow = server.joined();
    Client other = server.joined();
    main.blocking = true;
    main.onEvent =
        (socket, event, arguments, ack) -> {
          if (event.equals("block")) {
            waitFor(release);
          }
          ack.send(event);
        };
    slow.send("21[\"block\"]", "22[\"next\"]");
    other.send("23[\"other\"]");
    other.awaitPacket("433[\"other\"]");
    assertThat(slow.take()).isEmpty();
    release.countDown();
    slow.awaitPacket("432");
    assertThat(slow.take()).containsExactly("431[\"block\"]", "432[\"next\"]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"41", "1"})
  void whatAClientSaidBeforeItLeftIsHandled(String goodbye) {
    CountDownLatch release = new CountDownLatch(1);
    Client client = server.joined();
    main.blocking = true;
    main.onEvent = (socket, event, arguments, ack) -> waitFor(release);
    client.send("2[\"first\"]", "2[\"last\"]");
    client.session().receive(client.transport(), goodbye);
    release.countDown();
    await().until(() -> main.told.size() == 4);
    assertThat(main.told).startsWith("connect", "first[]", "last[]");
    assertThat(main.told.get(3)).startsWith("disconnect");
  }

  @Test
  void whatAClientSaidBeforeTheServerEndedItIsNotHandledAnyMore() {
    CountDownLatch release = new CountDownLatch(1);
    Client client = server.joined();
    main.blocking = true;
    main.onEvent = (socket, event, arguments, ack) -> waitFor(release);
    client.send("2[\"first\"]", "2[\"last\"]");
    main.sockets.get(0).disconnect(false);
    release.countDown();
    await().until(() -> main.told.stream().anyMatch(told -> told.startsWith("disconnect")));
    assertThat(main.told).doesNotContain("last[]");
  }

  @Test
  void aClientThatSendsFasterThanItsHandlersTakeIsClosed() {
    try (TestServer small = new TestServer(2048)) {
      CountDownLatch release = new CountDownLatch(1);
      TestHandler handler = small.serve("/");
      Client client = small.joined();
      handler.blocking = true;
      handler.onEvent = (socket, event, arguments, ack) -> waitFor(release);
      for (int i = 0; i < 100; i++) {
        client.send("2[\"e\",\"" + "x".repeat(100) + "\"]");
      }
      assertThat(client.transport().closes()).containsExactly(CloseReason.INBOX_FULL);
      release.countDown();
      await().until(() -> handler.told.contains("disconnect: inbox full"));
    }
  }

  @Test
  void theDisconnectIsToldOnceAndLastAndNothingOfTheSocketStays() throws Exception {
    for (int round = 0; round < 100; round++) {
      main.told.clear();
      main.sockets.clear();
      Client client = server.joined();
      Socket socket = main.sockets.get(0);
      socket.join("room");
      CountDownLatch start = new CountDownLatch(1);
      CompletableFuture<?> all =
          CompletableFuture.allOf(
              after(start, () -> client.session().terminate(CloseReason.TRANSPORT_CLOSE)),
              after(start, () -> socket.disconnect(true)),
              after(start, () -> socket.join("late")),
              after(start, () -> client.send("1")));
      start.countDown();
      all.get();
      await().until(() -> main.told.stream().anyMatch(told -> told.startsWith("disconnect")));
      assertThat(main.told.stream().filter(told -> told.startsWith("disconnect"))).hasSize(1);
      assertThat(server.presence.rooms("/").toCompletableFuture().get()).isEmpty();
      assertThat(server.presence.sockets("/", Optional.empty()).toCompletableFuture().get())
          .isEmpty();
      assertThat(server.namespaces.find("/")).isNull();
    }
  }

  private static CompletableFuture<Void> after(CountDownLatch start, Runnable action) {
    return CompletableFuture.runAsync(
        () -> {
          waitFor(start);
          action.run();
        });
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
