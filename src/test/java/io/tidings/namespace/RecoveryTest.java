package io.tidings.namespace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.awaitility.Awaitility.await;

import io.tidings.cluster.InProcessBus;
import io.tidings.config.RecoveryConfig;
import io.tidings.namespace.Occurrence.SocketDisconnected;
import io.tidings.namespace.Occurrence.SocketLost;
import io.tidings.namespace.Occurrence.SocketRecovered;
import io.tidings.namespace.TestServer.Client;
import io.tidings.relay.WireWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that lose their connection and come back, to the same instance or to another. */
class RecoveryTest {

  private static final long WINDOW = 120_000;
  private static final Pattern WELCOME =
      Pattern.compile("40\\{\"sid\":\"([^\"]+)\",\"pid\":\"([^\"]+)\"}");
  private static final Pattern OFFSET = Pattern.compile("\"([0-9][^\"]*)\"]$");

  private final InProcessBus bus =
      new InProcessBus(Clock.systemUTC(), new RecoveryConfig(WINDOW, 100, 64 << 20));
  private final HookedPresence presence = new HookedPresence();
  private final List<TestServer> servers = new ArrayList<>();
  private final List<TestHandler> handlers = new ArrayList<>();

  @BeforeEach
  void start() {
    for (int i = 0; i < 2; i++) {
      TestServer server =
          TestServer.recovering("instanc" + i, bus, presence, WINDOW, bus.store("instanc" + i));
      servers.add(server);
      handlers.add(server.serve("/"));
    }
  }

  @AfterEach
  void stop() {
    servers.forEach(TestServer::close);
  }

  /** A client as those of Socket.IO are: it keeps its id, its secret, and the last offset. */
  private final class Returning {
    private Client client;
    private String id;
    private String secret;
    private String offset;
    private boolean recovered;

    Returning connect(int server) {
      client = servers.get(server).client();
      client.send(
          secret == null
              ? "0"
              : "0{\"pid\":\""
                  + secret
                  + "\""
                  + (offset == null ? "" : ",\"offset\":\"" + offset + "\"")
                  + "}");
      client.awaitPacket("40{");
      String welcome =
          client.texts().stream().filter(text -> text.startsWith("40{")).findFirst().orElseThrow();
      Matcher matcher = WELCOME.matcher(welcome);
      assertThat(matcher.matches()).as(welcome).isTrue();
      recovered = matcher.group(2).equals(secret);
      if (recovered) {
        assertThat(matcher.group(1)).isEqualTo(id);
      }
      id = matcher.group(1);
      secret = matcher.group(2);
      return this;
    }

    /** The events that have come, without their offsets, up to and with one of this text. */
    List<String> receive(String until) {
      await().until(() -> client.texts().stream().anyMatch(text -> text.contains(until)));
      List<String> events = new ArrayList<>();
      for (String text : client.take()) {
        Matcher matcher = OFFSET.matcher(text);
        if (text.startsWith("42") && matcher.find()) {
          offset = matcher.group(1);
          events.add(text.substring(2, matcher.start()).replaceAll(",$", "") + "]");
        }
      }
      return events;
    }

    void drop() {
      client.drop();
    }
  }

  private Socket socket(int server, int index) {
    return handlers.get(server).sockets.get(index);
  }

  private void emit(String room, Object argument) {
    servers.get(0).socketServer.to(room).emit("e", argument).toCompletableFuture().join();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void whatWasMissedComesOnceInOrderBeforeTheWelcome(int back) {
    Returning client = new Returning().connect(0);
    Socket socket = socket(0, 0);
    socket.join("room");
    socket.data().put("name", "Ada");
    emit("room", 1);
    assertThat(client.receive("\"e\",1")).containsExactly("[\"e\",1]");
    socket.emit("own", 2);
    assertThat(client.receive("own")).containsExactly("[\"own\",2]");
    client.drop();
    emit("room", 3);
    socket.emit("own", 4);
    emit("other", 5);
    emit(socket.id(), 6);

    client.connect(back);

    assertThat(client.recovered).isTrue();
    List<String> texts = client.client.texts();
    assertThat(texts.get(texts.size() - 1)).startsWith("40{");
    assertThat(client.receive("40{")).containsExactly("[\"e\",3]", "[\"own\",4]", "[\"e\",6]");
    emit("room", 7);
    assertThat(client.receive("\"e\",7")).containsExactly("[\"e\",7]");
    assertThat(presence.sockets("/", Optional.of("room")).toCompletableFuture().join())
        .singleElement()
        .satisfies(record -> assertThat(record.instance()).isEqualTo("instanc" + back));
    assertThat(handlers.get(0).told).containsExactly("connect");
    assertThat(handlers.get(1).told).isEmpty();
  }

  /** With a history of 100 events: with more than those missed the client gets a new socket. */
  @ParameterizedTest
  @ValueSource(ints = {1, 101})
  void anEventWithAKeyIsKnownAgainWhetherItsSocketIsOrNot(int missed) {
    handlers.forEach(handler -> handler.onEvent = (from, event, arguments, ack) -> ack.send("yes"));
    Returning client = new Returning().connect(0);
    servers.get(0).socketServer.of("/").emit("e", 0);
    client.receive("e");
    client.client.send("21[\"order\",{\"idempotencyKey\":\"a\"}]");
    client.client.awaitPacket("431[\"yes\"]");
    client.drop();
    for (int i = 0; i < missed; i++) {
      servers.get(0).socketServer.of("/").emit("e", i);
    }
    client.connect(1);
    assertThat(client.recovered).isEqualTo(missed == 1);
    client.client.send("22[\"order\",{\"idempotencyKey\":\"a\"}]");
    client.client.awaitPacket("432[\"yes\"]");
    assertThat(handlers.get(1).told).doesNotContain("order[]");
    Returning other = new Returning().connect(1);
    other.client.send("23[\"order\",{\"idempotencyKey\":\"a\"}]");
    other.client.awaitPacket("433[\"yes\"]");
    assertThat(handlers.get(1).told).contains("order[]");
  }

  @Test
  void theSocketIsTheSameForWhoeverHoldsItAndItsHandlers() {
    Returning client = new Returning().connect(0);
    Socket socket = socket(0, 0);
    client.drop();
    assertThat(socket.isConnected()).isFalse();
    client.connect(0);
    assertThat(socket.isConnected()).isTrue();
    handlers.get(0).onEvent = (from, event, arguments, ack) -> from.emit("same", from == socket);
    client.client.send("2[\"question\"]");
    assertThat(client.receive("same")).containsExactly("[\"same\",true]");
  }

  @Test
  void whoHoldsASocketOfBeforeReachesItElsewhere() {
    Returning client = new Returning().connect(0);
    Socket socket = socket(0, 0);
    client.drop();
    client.connect(1);
    socket.emit("from before", 1);
    socket.join("late");
    assertThat(client.receive("from before")).containsExactly("[\"from before\",1]");
    await()
        .until(
            () ->
                presence.members("/", "late").toCompletableFuture().join() == 1
                    && socket.isConnected());
  }

  @Test
  void aQuietClientThatNeverReceivedAnythingIsRecoveredToo() {
    Returning client = new Returning().connect(0);
    emit("nobody's", 1);
    client.drop();
    servers.get(1).socketServer.of("/").emit("news", 1);
    client.connect(1);
    assertThat(client.recovered).isTrue();
    assertThat(client.receive("40{")).containsExactly("[\"news\",1]");
  }

  @Test
  void whatWasSentBeforeARoomWasJoinedIsNotMissed() {
    Returning client = new Returning().connect(0);
    emit("room", 1);
    servers.get(0).socketServer.of("/").emit("first");
    client.receive("first");
    emit("room", 2);
    socket(0, 0).join("room");
    emit("room", 3);
    client.client.awaitPacket("42[\"e\",3");
    client.drop();
    client.connect(1);
    assertThat(client.recovered).isTrue();
    assertThat(client.receive("40{")).containsExactly("[\"e\",3]");
  }

  @Test
  void roomsThatServersChangeMeanwhileAreRight() {
    Returning client = new Returning().connect(0);
    Socket socket = socket(0, 0);
    socket.join("before");
    client.drop();
    emit("later", 1);
    servers.get(1).socketServer.of("/").to(socket.id()).socketsJoin("later");
    emit("later", 2);
    servers.get(1).socketServer.of("/").to(socket.id()).socketsLeave("before");
    emit("before", 3);
    client.connect(0);
    assertThat(client.receive("40{")).containsExactly("[\"e\",2]");
    assertThat(socket.rooms()).containsExactly("later");
  }

  @Test
  void afterTheHistoryWasTrimmedTheClientIsToldTheTruth() {
    Returning client = new Returning().connect(0);
    servers.get(0).socketServer.of("/").emit("e", 0);
    client.receive("e");
    client.drop();
    for (int i = 0; i < 101; i++) {
      servers.get(0).socketServer.of("/").emit("e", i);
    }
    client.connect(1);
    assertThat(client.recovered).isFalse();
    assertThat(client.receive("40{")).isEmpty();
    await().until(() -> handlers.get(1).told.contains("disconnect: transport close"));
  }

  @Test
  void ofTooManyEventsOfItsOwnTheClientIsToldTheTruth() {
    Returning client = new Returning().connect(0);
    Socket socket = socket(0, 0);
    client.drop();
    for (int i = 0; i < 1_001; i++) {
      socket.emit("own", i);
    }
    client.connect(0);
    assertThat(client.recovered).isFalse();
  }

  @Test
  void whoDoesNotComeBackInTimeIsDisconnectedOnce() {
    Returning client = new Returning().connect(0);
    Socket socket = socket(0, 0);
    socket.join("room");
    client.drop();
    assertThat(presence.members("/", "room").toCompletableFuture().join()).isZero();
    servers.get(0).timer.advance(WINDOW - 1);
    assertThat(handlers.get(0).told).containsExactly("connect");
    servers.get(0).timer.advance(1);
    await().until(() -> handlers.get(0).told.contains("disconnect: transport close"));
    client.connect(0);
    assertThat(client.recovered).isFalse();
    assertThat(handlers.get(0).told)
        .containsExactly("connect", "disconnect: transport close", "connect");
    await()
        .untilAsserted(
            () ->
                assertThat(servers.get(0).occurrences)
                    .contains(new SocketLost(socket, new DisconnectReason("transport close", true)))
                    .filteredOn(SocketDisconnected.class::isInstance)
                    .hasSize(1));
  }

  @Test
  void aConnectionThatTheServerStillBelievesInGivesItsSocketUp() {
    Returning client = new Returning().connect(0);
    Client old = client.client;
    emit(socket(0, 0).id(), 1);
    client.connect(1);
    assertThat(client.recovered).isTrue();
    assertThat(client.receive("40{")).containsExactly("[\"e\",1]");
    assertThat(old.isClosed()).isTrue();
    assertThat(handlers.get(0).told).containsExactly("connect");
    await()
        .untilAsserted(
            () ->
                assertThat(servers.get(1).occurrences)
                    .hasAtLeastOneElementOfType(SocketRecovered.class));
  }

  @Test
  void whatADeadInstanceHasLeftIsGoneOnWithElsewhere() {
    Returning client = new Returning().connect(0);
    Socket socket = socket(0, 0);
    socket.join("room");
    socket.data().put("name", "Ada");
    socket.emit("own", 1);
    client.receive("own");
    socket.emit("own", 2);
    emit("room", 3);
    servers.get(0).relay.close();
    servers.get(1).socketServer.to("room").emit("e", 4);

    client.connect(1);

    assertThat(client.recovered).isTrue();
    assertThat(client.receive("40{")).containsExactly("[\"own\",2]", "[\"e\",3]", "[\"e\",4]");
    handlers.get(1).onEvent =
        (from, event, arguments, ack) ->
            from.emit("found", from.data().get("name", String.class).orElse("?"), from.rooms());
    client.client.send("2[\"question\"]");
    assertThat(client.receive("found")).containsExactly("[\"found\",\"Ada\",[\"room\"]]");
    assertThat(handlers.get(1).told).containsExactly("question[]");
  }

  @Test
  void anEventThatIsTooLargeToBeRememberedIsSentAndItsLossIsTold() {
    Returning client = new Returning().connect(0);
    socket(0, 0).emit("small", 1);
    client.receive("small");
    socket(0, 0).emit("large", "x".repeat(100_000));
    client.client.awaitPacket("42[\"large\"");
    servers.get(0).relay.close();
    client.connect(1);
    assertThat(client.recovered).isFalse();
  }

  @Test
  void oneThatLeftInGoodOrderHasNothingToComeBackTo() {
    Returning client = new Returning().connect(0);
    client.client.send("1");
    client.drop();
    client.connect(0);
    assertThat(client.recovered).isFalse();
    assertThat(handlers.get(0).told.get(1)).isEqualTo("disconnect: client namespace disconnect");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"pid\":1}",
        "{\"pid\":\"\"}",
        "{\"pid\":\"unknown\"}",
        "{\"pid\":\"unknown\",\"offset\":{}}",
        "{\"pid\":[],\"offset\":\"\"}"
      })
  void nonsenseIsAFirstConnect(String auth) {
    Client client = servers.get(0).client();
    client.send("0" + auth);
    client.awaitPacket("40{\"sid\"");
  }

  @Test
  void aSecondConnectWhileTheFirstWaitsLeavesNoSocketBehind() throws InterruptedException {
    for (int i = 0; i < 5; i++) {
      CountDownLatch begun = new CountDownLatch(1);
      CountDownLatch go = new CountDownLatch(1);
      TestHandler slow = servers.get(0).serve("/slow");
      slow.blocking = true;
      slow.onEvent =
          (socket, event, arguments, ack) -> {
            begun.countDown();
            assertThatNoException().isThrownBy(go::await);
          };
      Client client = servers.get(0).client();
      client.send("0/slow,");
      client.awaitPacket("40/slow,");
      client.send("2/slow,[\"wait\"]");
      begun.await();
      client.send("0{\"pid\":\"unknown\"}");
      // By then it is known that nobody has that secret, and the new socket waits for the event.
      await().pollDelay(Duration.ofMillis(50)).until(() -> true);
      int before = handlers.get(0).sockets.size();
      client.send("0");
      go.countDown();
      await().until(() -> client.isClosed() || handlers.get(0).sockets.size() == before + 2);
      client.drop();
    }

    await()
        .untilAsserted(
            () -> {
              servers.get(0).timer.advance(WINDOW);
              assertThat(handlers.get(0).ended).hasSameSizeAs(handlers.get(0).sockets);
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"999999999999999999-0", "x", "1-2-3-4", "-1-0"})
  void anOffsetThatCannotBeIsRefusedOrIgnoredAndNobodyWaitsForEver(String offset) {
    Returning client = new Returning().connect(0);
    client.drop();
    client.offset = offset;
    Client again = servers.get(1).client();
    again.send("0{\"pid\":\"" + client.secret + "\",\"offset\":\"" + offset + "\"}");
    await()
        .until(
            () -> {
              servers.get(1).timer.advance(100);
              return again.texts().stream().anyMatch(text -> text.startsWith("40{"));
            });
  }

  @Test
  void twoWhoHaveTheSameSecretAreNotBothGivenTheSocket() {
    Returning client = new Returning().connect(0);
    String secret = client.secret;
    client.drop();
    Client one = servers.get(0).client();
    Client two = servers.get(0).client();
    one.send("0{\"pid\":\"" + secret + "\"}");
    two.send("0{\"pid\":\"" + secret + "\"}");
    one.awaitPacket("4");
    two.awaitPacket("40{");
    await().until(() -> one.isClosed() || one.texts().stream().anyMatch(t -> t.startsWith("40{")));
    long now =
        servers.get(0).presence.sockets("/", Optional.empty()).toCompletableFuture().join().size();
    assertThat(now).isBetween(1L, 2L);
  }

  @Test
  void anAnswerThatIsOwedWhenTheConnectionBreaksFails() {
    Returning client = new Returning().connect(0);
    var answer = socket(0, 0).emitWithAck("question").toCompletableFuture();
    client.drop();
    await().until(answer::isCompletedExceptionally);
    assertThat(answer)
        .isCompletedExceptionally()
        .failsWithin(java.time.Duration.ofSeconds(1))
        .withThrowableThat()
        .withCauseInstanceOf(DisconnectedException.class);
    client.connect(0);
    client.client.take();
    var next = socket(0, 0).emitWithAck("question").toCompletableFuture();
    client.client.send("31[\"yes\"]");
    assertThat(next.join().json()).isEqualTo("[\"yes\"]");
  }

  @Test
  void aClientMaySendAsSoonAsItIsWelcome() {
    Returning client = new Returning().connect(0);
    client.drop();
    Client again = servers.get(0).client();
    presence.whenConnected =
        () -> {
          again.session().flush();
          again.send("2[\"soon\"]");
        };
    again.send("0{\"pid\":\"" + client.secret + "\"}");
    await().until(() -> handlers.get(0).told.contains("soon[]"));
    assertThat(again.isClosed()).isFalse();
  }

  @Test
  void aConnectionMovesOnlyWhenItIsKnownWhoComesBack() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    Returning client = whoseHandlerWaitsFor(go);
    client.drop();
    Client again = servers.get(1).client();
    again.send("0{\"pid\":\"" + client.secret + "\"}");
    var quiet = servers.get(1).moves.quiesce(again.session()).toCompletableFuture();
    assertThat(quiet).isNotDone();
    go.countDown();
    await().until(quiet::isDone);
    again.awaitPacket("40{");
  }

  private Returning whoseHandlerWaitsFor(CountDownLatch go) throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    handlers.get(0).blocking = true;
    handlers.get(0).onEvent =
        (socket, event, arguments, ack) -> {
          begun.countDown();
          try {
            go.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          socket.join("set by the old event");
        };
    Returning client = new Returning().connect(0);
    client.client.send("2[\"slow\"]");
    begun.await();
    return client;
  }

  @Test
  void eventsOfTheOldConnectionAreWorkedOffFirst() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    Returning client = whoseHandlerWaitsFor(go);
    client.drop();
    Client again = servers.get(1).client();
    again.send("0{\"pid\":\"" + client.secret + "\"}");
    go.countDown();
    again.awaitPacket("40{");
    assertThat(presence.members("/", "set by the old event").toCompletableFuture().join())
        .isEqualTo(1);
  }

  @Test
  void oneThatIsGivenToAnInstanceThatDiesStaysForItsClient() {
    Returning client = new Returning().connect(0);
    socket(0, 0).join("room");
    client.drop();
    byte[] request = new WireWriter(64).text(client.secret).text("/").toBytes();
    CompletableFuture<Boolean> heard = new CompletableFuture<>();
    servers.get(0).estates.serve("instanc1", request, heard).toCompletableFuture().join();
    heard.complete(false);

    client.connect(0);

    assertThat(client.recovered).isTrue();
    assertThat(socket(0, 0).rooms()).containsExactly("room");
    assertThat(handlers.get(0).told).containsExactly("connect");
  }

  /** Where a client comes back: where it was, elsewhere, elsewhere when its instance is dead. */
  private enum Back {
    SAME,
    OTHER,
    SURVIVOR
  }

  private void comeBack(Returning client, Back back) {
    if (back == Back.SURVIVOR) {
      servers.get(0).relay.close();
    }
    client.connect(back == Back.SAME ? 0 : 1);
  }

  @ParameterizedTest
  @EnumSource(Back.class)
  void whatARoomWasSentBeforeTheServerTookTheSocketOutOfItIsMissed(Back back) {
    Returning client = new Returning().connect(0);
    Socket socket = socket(0, 0);
    socket.join("room");
    // Nobody has noticed that the client does not listen any more.
    emit("room", 1);
    servers.get(1).socketServer.of("/").except("room").emit("e", 2).toCompletableFuture().join();
    socket.leave("room");
    emit("room", 3);
    servers.get(1).socketServer.of("/").except("room").emit("e", 4).toCompletableFuture().join();
    socket.join("room");
    emit("room", 5);

    comeBack(client, back);

    assertThat(client.recovered).isTrue();
    assertThat(client.receive("40{")).containsExactly("[\"e\",1]", "[\"e\",4]", "[\"e\",5]");
    emit("room", 6);
    assertThat(client.receive("\"e\",6")).containsExactly("[\"e\",6]");
  }

  @ParameterizedTest
  @EnumSource(Back.class)
  void theSameWhileItsClientIsKnownToBeAway(Back back) {
    Returning client = new Returning().connect(0);
    Socket socket = socket(0, 0);
    socket.join("room");
    client.drop();
    emit("room", 1);
    servers.get(1).socketServer.of("/").except("room").emit("e", 2).toCompletableFuture().join();
    socket.leave("room");
    emit("room", 3);
    servers.get(1).socketServer.of("/").except("room").emit("e", 4).toCompletableFuture().join();

    comeBack(client, back);

    assertThat(client.recovered).isTrue();
    assertThat(client.receive("40{")).containsExactly("[\"e\",1]", "[\"e\",4]");
  }

  @ParameterizedTest
  @EnumSource(Back.class)
  void commandsThatWereCarriedOutAreNotAgain(Back back) {
    Returning client = new Returning().connect(0);
    Socket socket = socket(0, 0);
    socket.join("left and joined");
    command(socket, () -> servers.get(1).socketServer.of("/").socketsLeave("left and joined"));
    command(socket, () -> servers.get(1).socketServer.of("/").socketsJoin("joined and left"));
    socket.join("left and joined");
    socket.leave("joined and left");

    comeBack(client, back);

    assertThat(client.recovered).isTrue();
    assertThat(presence.members("/", "left and joined").toCompletableFuture().join()).isOne();
    assertThat(presence.members("/", "joined and left").toCompletableFuture().join()).isZero();
  }

  private static void command(Socket socket, Runnable task) {
    var before = socket.rooms();
    task.run();
    await().until(() -> !socket.rooms().equals(before));
  }

  @Test
  void aRoomThatIsJoinedWhileDeliveriesLagIsJoinedBehindWhatWasSaid() {
    Returning client = new Returning().connect(0);
    servers.get(0).socketServer.of("/").emit("first");
    client.receive("first");
    CountDownLatch go = new CountDownLatch(1);
    servers.get(0).hold(go);
    servers.get(0).socketServer.of("/").emit("late");
    emit("room", 1);
    socket(0, 0).join("room");
    emit("room", 2);
    go.countDown();
    client.client.awaitPacket("42[\"e\",2");
    client.connect(1);
    assertThat(client.recovered).isTrue();
    assertThat(client.receive("40{")).containsExactly("[\"late\"]", "[\"e\",2]");
  }

  @Test
  void whatReachesWhoJoinsWhileDeliveriesLagIsMissedLikeWhatFollows() {
    Returning member = new Returning().connect(0);
    socket(0, 0).join("room");
    Returning client = new Returning().connect(0);
    CountDownLatch go = new CountDownLatch(1);
    servers.get(0).hold(go);
    emit("room", 1);
    emit("room", 2);
    socket(0, 1).join("room");
    go.countDown();
    member.receive("\"e\",2");
    client.client.awaitPacket("42[\"e\",2");
    client.connect(1);
    assertThat(client.receive("40{")).containsExactly("[\"e\",1]", "[\"e\",2]");
  }

  @Test
  void whatReachesWhoLeavesAndJoinsWhileDeliveriesLagTellsNothingOfWhatWasBetween() {
    Returning client = new Returning().connect(0);
    socket(0, 0).join("room");
    CountDownLatch go = new CountDownLatch(1);
    servers.get(0).hold(go);
    emit("room", 1);
    socket(0, 0).leave("room");
    emit("room", 2);
    socket(0, 0).join("room");
    emit("room", 3);
    go.countDown();
    client.client.awaitPacket("42[\"e\",3");
    client.connect(1);
    assertThat(client.receive("40{")).containsExactly("[\"e\",1]", "[\"e\",3]");
  }

  @Test
  void whoWasInMoreRoomsThanAreRememberedIsToldTheTruth() {
    Returning one = new Returning().connect(0);
    Returning other = new Returning().connect(0);
    servers.get(0).socketServer.of("/").emit("first");
    one.receive("first");
    other.receive("first");
    for (int i = 0; i <= SocketRooms.MOST_ENDED; i++) {
      String room = "room" + i;
      servers.get(0).socketServer.of("/").emit("before");
      for (int index = 0; index < 2; index++) {
        socket(0, index).join(room);
      }
      emit(room, i);
      for (int index = 0; index < 2; index++) {
        socket(0, index).leave(room);
      }
    }
    servers.get(0).socketServer.of("/").emit("last");
    other.receive("last");

    assertThat(one.connect(1).recovered).isFalse();
    assertThat(other.connect(1).recovered).isTrue();
  }

  @Test
  void nobodyReadsBroadcastsForAClientThatIsAway() {
    Returning client = new Returning().connect(0);
    socket(0, 0).join("room");
    assertThat(servers.get(0).isForSomebodyHere("room")).isTrue();
    client.drop();
    assertThat(servers.get(0).isForSomebodyHere("room")).isFalse();
  }
}
