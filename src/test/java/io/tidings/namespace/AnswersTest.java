package io.tidings.namespace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tidings.cluster.InProcessBus;
import io.tidings.cluster.InProcessPresence;
import io.tidings.namespace.TestServer.Client;
import io.tidings.packet.Arguments;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What many clients answer to one event, on two instances. */
class AnswersTest {

  private final InProcessBus bus = new InProcessBus(Clock.systemUTC());
  private final InProcessPresence presence = new InProcessPresence();
  private final TestServer near = new TestServer("instan-a", bus, presence);
  private final TestServer far = new TestServer("instan-b", bus, presence);
  private Client here;
  private Client there;
  private Client alsoThere;
  private Socket socketHere;
  private Socket socketThere;
  private Socket socketAlsoThere;

  @BeforeEach
  void connect() {
    TestHandler nearHandler = near.serve("/");
    TestHandler farHandler = far.serve("/");
    here = near.joined();
    there = far.joined();
    alsoThere = far.joined();
    socketHere = nearHandler.sockets.get(0);
    socketThere = farHandler.sockets.get(0);
    socketAlsoThere = farHandler.sockets.get(1);
  }

  @AfterEach
  void close() {
    near.close();
    far.close();
  }

  private static Answers done(CompletableFuture<Answers> answers) {
    await().until(answers::isDone);
    return answers.join();
  }

  private static String json(Answers answers, Socket socket) {
    Arguments arguments = answers.received().get(socket.id());
    return arguments == null ? null : arguments.json();
  }

  private CompletableFuture<Answers> ask() {
    CompletableFuture<Answers> answers =
        near.socketServer.of("/").timeout(5_000).emitWithAck("question", 1).toCompletableFuture();
    here.awaitPacket("420[\"question\",1]");
    there.awaitPacket("420[\"question\",1]");
    alsoThere.awaitPacket("420[\"question\",1]");
    return answers;
  }

  @Test
  void allAnswer() {
    CompletableFuture<Answers> asked = ask();
    alsoThere.send("30[\"c\"]");
    here.send("30[\"a\",2]");
    assertThat(asked).isNotDone();
    there.send("30[]");

    Answers answers = done(asked);
    assertThat(answers.isComplete()).isTrue();
    assertThat(answers.received()).hasSize(3);
    assertThat(json(answers, socketHere)).isEqualTo("[\"a\",2]");
    assertThat(json(answers, socketThere)).isEqualTo("[]");
    assertThat(json(answers, socketAlsoThere)).isEqualTo("[\"c\"]");
    assertThat(answers.get(0, String.class))
        .isEqualTo(Map.of(socketHere.id(), "a", socketAlsoThere.id(), "c"));
    assertThat(answers.get(1, int.class)).isEqualTo(Map.of(socketHere.id(), 2));
    assertThat(answers.get(0, int.class)).isEmpty();
    assertThat(near.surveys() + far.surveys()).isZero();
  }

  @Test
  void onlyThoseThatAreSelectedAreAsked() {
    socketThere.join("a");
    socketHere.join("a");
    CompletableFuture<Answers> asked =
        socketHere.to("a").emitWithAck("question").toCompletableFuture();
    there.awaitPacket("420[\"question\"]");
    there.send("30[7]");

    Answers answers = done(asked);
    assertThat(answers.received()).containsOnlyKeys(socketThere.id());
    assertThat(answers.unanswered()).isEmpty();
    assertThat(here.take()).isEmpty();
    assertThat(alsoThere.take()).isEmpty();
  }

  @Test
  void nobodyIsAsked() {
    Answers answers =
        done(near.socketServer.to("empty").emitWithAck("question").toCompletableFuture());
    assertThat(answers.received()).isEmpty();
    assertThat(answers.isComplete()).isTrue();
  }

  @Test
  void whatIsThereWhenTheTimeIsOverIsTheAnswer() {
    CompletableFuture<Answers> asked = ask();
    there.send("30[1]");
    await().until(() -> far.surveys() == 1);
    awaitReceived(there);
    near.timer.advance(4_999);
    assertThat(asked).isNotDone();
    near.timer.advance(1);

    Answers answers = done(asked);
    assertThat(answers.received()).containsOnlyKeys(socketThere.id());
    assertThat(answers.unanswered()).containsOnly(socketHere.id(), socketAlsoThere.id());
  }

  /** Until an answer has come from there: what is asked behind it has been answered as well. */
  private void awaitReceived(Client client) {
    assertThat(client.isClosed()).isFalse();
    for (int i = 0; i < 3; i++) {
      near.relay
          .ask("instan-b", Everywhere.SUBJECT, question(), 1_000)
          .toCompletableFuture()
          .join();
    }
  }

  private static byte[] question() {
    return new Reports.Question(io.tidings.broadcast.BroadcastId.NONE, "", 0, 0).encode();
  }

  @Test
  void oneThatDisconnectsIsNotWaitedFor() {
    CompletableFuture<Answers> asked = ask();
    here.send("30[1]");
    there.send("30[1]");
    alsoThere.send("1");

    Answers answers = done(asked);
    assertThat(answers.received()).containsOnlyKeys(socketHere.id(), socketThere.id());
    assertThat(answers.unanswered()).containsOnly(socketAlsoThere.id());
  }

  @Test
  void soIsAnInstanceThatDies() {
    CompletableFuture<Answers> asked = ask();
    here.send("30[1]");
    far.relay.close();

    Answers answers = done(asked);
    assertThat(answers.received()).containsOnlyKeys(socketHere.id());
    assertThat(answers.unanswered()).containsOnly(socketThere.id(), socketAlsoThere.id());
  }

  @Test
  void soIsOneThatHadDiedBefore() {
    far.relay.close();
    CompletableFuture<Answers> asked =
        near.socketServer.of("/").emitWithAck("question").toCompletableFuture();
    here.awaitPacket("420[\"question\"]");
    here.send("30[1]");

    assertThat(done(asked).unanswered()).containsOnly(socketThere.id(), socketAlsoThere.id());
  }

  @Test
  void onlyOwnOnesAreAskedLocally() {
    CompletableFuture<Answers> asked =
        near.socketServer.of("/").local().emitWithAck("question").toCompletableFuture();
    here.awaitPacket("420[\"question\"]");
    here.send("30[1]");
    assertThat(done(asked).received()).containsOnlyKeys(socketHere.id());
    assertThat(there.take()).isEmpty();
  }

  @Test
  void theEventKeepsItsPlace() {
    near.socketServer.of("/").emit("before");
    near.socketServer.of("/").emitWithAck("question");
    near.socketServer.of("/").emit("after");
    there.awaitPacket("42[\"after\"]");
    assertThat(there.take())
        .containsExactly("42[\"before\"]", "420[\"question\"]", "42[\"after\"]");
  }

  @Test
  void oneSocketIsWaitedForTenSecondsWhereNothingElseIsSaid() {
    CompletableFuture<Arguments> answer =
        socketHere.emitWithAck("question", "x").toCompletableFuture();
    near.timer.advance(9_999);
    assertThat(answer).isNotDone();
    near.timer.advance(1);
    assertThat(answer).isCompletedExceptionally();
  }

  @Test
  void whatNobodyMayReceiveIsRefused() {
    assertThatThrownBy(() -> near.socketServer.of("/").emitWithAck("disconnect"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> near.socketServer.of("/").timeout(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a timeout of 0 ms");
  }
}
