package io.tidings.namespace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidings.cluster.JoinedServers;
import io.tidings.namespace.TestServer.Client;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an application does with sockets of two instances that share a real Redis. */
class TwoInstancesTest {

  private final JoinedServers joined = new JoinedServers(2);
  private final SocketServer server = joined.server(0).socketServer;
  private Client here;
  private Client there;
  private TestHandler nearHandler;
  private TestHandler farHandler;
  private Socket socketHere;
  private Socket socketThere;

  @BeforeEach
  void connect() {
    nearHandler = joined.server(0).serve("/");
    farHandler = joined.server(1).serve("/");
    here = joined.server(0).joined();
    there = joined.server(1).joined();
    socketHere = nearHandler.sockets.get(0);
    socketThere = farHandler.sockets.get(0);
  }

  @AfterEach
  void close() {
    joined.close();
  }

  private static <T> T now(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private List<String> fetched(Sockets sockets) throws Exception {
    return now(sockets.fetchSockets()).stream().map(RemoteSocket::id).toList();
  }

  /** Until what each instance wrote of its own sockets can be read by the other. */
  private void awaitFetched(Sockets sockets, String... ids) {
    await().untilAsserted(() -> assertThat(fetched(sockets)).containsExactlyInAnyOrder(ids));
  }

  @Test
  void roomsAreJoinedAndLeftAndSparedFromEvents() throws Exception {
    now(server.of("/").socketsJoin("all"));
    now(server.to(socketThere.id()).socketsJoin("b"));
    assertThat(socketHere.rooms()).containsOnly("all");
    assertThat(socketThere.rooms()).containsOnly("all", "b");
    awaitFetched(server.to("all"), socketHere.id(), socketThere.id());
    awaitFetched(server.to("all").except("b"), socketHere.id());
    awaitFetched(server.to("all").local(), socketHere.id());

    server.to("all").except("b").emit("spared");
    server.to("b").emit("theirs");
    now(server.to("b").socketsLeave("all"));
    assertThat(socketThere.rooms()).containsOnly("b");
    here.awaitPacket("42[\"spared\"]");
    there.awaitPacket("42[\"theirs\"]");
    assertThat(there.take()).containsExactly("42[\"theirs\"]");
  }

  @Test
  void whatIsDoneAndWhatIsEmittedKeepTheirOrder() throws Exception {
    server.of("/").socketsJoin("c");
    server.to("c").emit("in time");
    server.of("/").socketsLeave("c");
    server.to("c").emit("late");
    now(server.of("/").disconnectSockets(false));
    assertThat(here.take()).containsExactly("42[\"in time\"]", "41");
    assertThat(there.take()).containsExactly("42[\"in time\"]", "41");
  }

  @Test
  void connectionsAreClosed() throws Exception {
    now(server.of("/").except(socketHere.id()).disconnectSockets(true));
    assertThat(there.isClosed()).isTrue();
    assertThat(here.isClosed()).isFalse();
  }

  @Test
  void clientsOfBothAnswer() throws Exception {
    CompletionStage<Answers> asked = server.of("/").timeout(60_000).emitWithAck("question", 1);
    here.awaitPacket("420[\"question\",1]");
    there.awaitPacket("420[\"question\",1]");
    there.send("30[\"far\"]");
    here.send("30[\"near\"]");

    Answers answers = now(asked);
    assertThat(answers.unanswered()).isEmpty();
    assertThat(answers.received().get(socketHere.id()).json()).isEqualTo("[\"near\"]");
    assertThat(answers.received().get(socketThere.id()).json()).isEqualTo("[\"far\"]");
  }

  @Test
  void oneSocketElsewhereAnswers() throws Exception {
    awaitFetched(server.to(socketThere.id()), socketThere.id());
    RemoteSocket remote = now(server.socket(socketThere.id())).orElseThrow();
    var answer = remote.emitWithAck("question");
    there.awaitPacket("420[\"question\"]");
    there.send("30[7]");
    assertThat(now(answer).json()).isEqualTo("[7]");
  }

  private RemoteSocket far() throws Exception {
    awaitFetched(server.to(socketThere.id()), socketThere.id());
    return now(server.socket(socketThere.id())).orElseThrow();
  }

  @Test
  void aClientsQuestionIsAnsweredByAClientElsewhere() throws Exception {
    RemoteSocket far = far();
    nearHandler.onEvent =
        (socket, event, arguments, ack) ->
            far.emitWithAck("asked", arguments.size()).thenAccept(ack::send);
    here.send("25[\"ask\",1,2]");
    there.awaitPacket("420[\"asked\",2]");
    there.send("30[\"both\",2]");
    here.awaitPacket("435[\"both\",2]");
  }

  @Test
  void onlyThoseInARoomAreAsked() throws Exception {
    socketThere.join("r");
    CompletionStage<Answers> asked = server.to("r").timeout(60_000).emitWithAck("question");
    there.awaitPacket("420[\"question\"]");
    there.send("30[]");
    assertThat(now(asked).received()).containsOnlyKeys(socketThere.id());
    assertThat(now(asked).isComplete()).isTrue();
    assertHereReceivedNothing();
  }

  /** Events come in one order: nothing is on its way when the last one is here. */
  private void assertHereReceivedNothing() {
    server.of("/").emit("last");
    here.awaitPacket("42[\"last\"]");
    assertThat(here.take()).containsExactly("42[\"last\"]");
  }

  @Test
  void whoDoesNotAnswerInTimeIsNamed() throws Exception {
    CompletionStage<Answers> asked = server.of("/").timeout(5_000).emitWithAck("question");
    here.awaitPacket("420[\"question\"]");
    there.awaitPacket("420[\"question\"]");
    joined.server(0).timer.advance(5_000);
    assertThat(now(asked).unanswered())
        .containsExactlyInAnyOrder(socketHere.id(), socketThere.id());
  }

  @Test
  void aSocketsIdIsARoomOfItsOwn() throws Exception {
    now(server.to(socketThere.id()).emit("for one"));
    there.awaitPacket("42[\"for one\"]");
    socketHere.to(socketThere.id()).emit("from the other");
    there.awaitPacket("42[\"from the other\"]");
    now(server.of("/").except(socketThere.id()).emit("for the rest"));
    here.awaitPacket("42[\"for the rest\"]");
    now(far().emit("for it alone"));
    there.awaitPacket("42[\"for it alone\"]");
    assertThat(there.take())
        .containsExactly("42[\"for one\"]", "42[\"from the other\"]", "42[\"for it alone\"]");
    assertThat(here.take()).containsExactly("42[\"for the rest\"]");
  }

  @Test
  void whatASocketSendsToItsRoomIsHeardByAllOthersInIt() {
    socketHere.join("r");
    socketThere.join("r");
    socketHere.to("r").emit("said");
    socketHere.broadcast().emit("shouted");
    there.awaitPacket("42[\"shouted\"]");
    assertThat(there.take()).containsExactly("42[\"said\"]", "42[\"shouted\"]");
    assertHereReceivedNothing();
  }

  @Test
  void oneSocketElsewhereJoinsAndLeaves() throws Exception {
    RemoteSocket far = far();
    now(far.join("r"));
    assertThat(socketThere.rooms()).containsExactly("r");
    awaitFetched(server.to("r"), socketThere.id());
    now(far.leave("r"));
    assertThat(socketThere.rooms()).isEmpty();
    awaitFetched(server.to("r"));
  }

  @Test
  void itsDataIsReadAndWritten() throws Exception {
    socketThere.data().put("user", "bob");
    RemoteSocket far = far();
    assertThat(now(far.data()).get("user", String.class)).contains("bob");
    now(far.put("score", List.of(1, 2)));
    assertThat(socketThere.data().get("score", int[].class)).hasValue(new int[] {1, 2});
    assertThat(socketThere.data().get("user", String.class)).contains("bob");
  }

  @Test
  void itIsDisconnected() throws Exception {
    RemoteSocket far = far();
    now(far.disconnect(false));
    there.awaitPacket("41");
    assertThat(socketThere.isConnected()).isFalse();
    assertThat(there.isClosed()).isFalse();
    await().until(() -> farHandler.told.contains("disconnect: server namespace disconnect"));
    awaitFetched(server.of("/"), socketHere.id());
    assertThat(far.join("r").toCompletableFuture())
        .failsWithin(Duration.ofSeconds(20))
        .withThrowableThat()
        .withRootCauseInstanceOf(DisconnectedException.class);
  }

  @Test
  void itsConnectionIsClosed() throws Exception {
    now(far().disconnect(true));
    assertThat(there.isClosed()).isTrue();
    assertThat(here.isClosed()).isFalse();
  }

  @Test
  void anInstanceThatDiesIsNotWaitedFor() throws Exception {
    awaitFetched(server.of("/"), socketHere.id(), socketThere.id());
    CompletableFuture<Answers> asked =
        server.of("/").timeout(60_000).emitWithAck("question").toCompletableFuture();
    here.awaitPacket("420[\"question\"]");
    there.awaitPacket("420[\"question\"]");
    joined.kill(1);
    here.send("30[]");

    await().atMost(Duration.ofSeconds(15)).until(asked::isDone);
    assertThat(asked.join().received()).containsOnlyKeys(socketHere.id());
    assertThat(asked.join().unanswered()).containsExactly(socketThere.id());
    now(server.of("/").socketsJoin("c"));
    assertThat(socketHere.rooms()).containsExactly("c");
  }

  @Test
  void theOtherInstancesHandlersHearAndAnswer() throws Exception {
    farHandler.onEvent = (socket, event, arguments, ack) -> ack.send("far", arguments.size());

    Answers answers = now(server.of("/").serverSideEmit("news", 1, new byte[] {2}));

    assertThat(answers.received().get("instancb").json()).isEqualTo("[\"far\",2]");
    assertThat(answers.received()).hasSize(1);
    assertThat(answers.unanswered()).isEmpty();
    assertThat(farHandler.told)
        .contains("server event / news[1,{\"_placeholder\":true,\"num\":0}]");
    assertThat(nearHandler.told).containsExactly("connect");
  }

  @Test
  void whoHasNoMethodForAServersEventHasNotAnswered() throws Exception {
    assertThat(now(server.of("/").serverSideEmit("unknown")).unanswered())
        .containsExactly("instancb");
    assertThat(now(server.of("/none").serverSideEmit("news")).unanswered())
        .containsExactly("instancb");
  }

  @Test
  void serversEventsKeepTheirOrder() throws Exception {
    farHandler.onEvent = (socket, event, arguments, ack) -> ack.send();
    CompletionStage<Answers> last = null;
    List<String> emitted = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      last = server.of("/").serverSideEmit("n", i);
      emitted.add("server event / n[" + i + "]");
    }
    now(last);
    assertThat(farHandler.told).containsSubsequence(emitted);
  }

  @Test
  void oneThatDiesIsNotWaitedForWhenServersAsk() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    farHandler.onEvent = (socket, event, arguments, ack) -> asked.countDown();
    CompletionStage<Answers> answers = server.of("/").timeout(60_000).serverSideEmit("silence");
    assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
    joined.kill(1);
    assertThat(now(answers).unanswered()).containsExactly("instancb");
  }
}
