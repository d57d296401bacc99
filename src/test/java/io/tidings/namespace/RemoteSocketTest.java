package io.tidings.namespace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tidings.broadcast.SocketRecord;
import io.tidings.cluster.InProcessBus;
import io.tidings.cluster.InProcessPresence;
import io.tidings.namespace.TestServer.Client;
import io.tidings.packet.Arguments;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What one instance does to a socket of another. */
class RemoteSocketTest {

  private final InProcessBus bus = new InProcessBus(Clock.systemUTC());
  private final InProcessPresence presence = new InProcessPresence();
  private final TestServer near = new TestServer("instan-a", bus, presence);
  private final TestServer far = new TestServer("instan-b", bus, presence);
  private final TestHandler handler = far.serve("/");
  private Client client;
  private Socket socket;
  private RemoteSocket remote;

  @BeforeEach
  void connect() throws Exception {
    client = far.joined();
    socket = handler.sockets.get(0);
    remote = now(near.socketServer.socket(socket.id())).orElseThrow();
  }

  @AfterEach
  void close() {
    near.close();
    far.close();
  }

  private static <T> T now(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @Test
  void itIsFoundWithWhatIsKnownOfIt() {
    assertThat(remote.id()).isEqualTo(socket.id());
    assertThat(remote.record().instance()).isEqualTo("instan-b");
    assertThat(remote.record().address()).isEqualTo("192.0.2.1");
  }

  @Test
  void nobodyIsFoundByAnotherId() throws Exception {
    assertThat(now(near.socketServer.socket("nobody"))).isEmpty();
  }

  @Test
  void itJoinsAndLeaves() throws Exception {
    now(remote.join("a"));
    assertThat(socket.rooms()).containsExactly("a");
    now(near.socketServer.to("a").emit("hello"));
    client.awaitPacket("42[\"hello\"]");

    now(remote.leave("a"));
    assertThat(socket.rooms()).isEmpty();
  }

  @Test
  void itIsSentEvents() throws Exception {
    now(remote.emit("hello", 1));
    client.awaitPacket("42[\"hello\",1]");
  }

  @Test
  void itAnswers() throws Exception {
    CompletionStage<Arguments> answer = remote.emitWithAck(1_000, "question", "x", new byte[] {7});
    client.awaitPacket("451-0[\"question\",\"x\",{");
    client.send("30[\"yes\",2]");
    assertThat(now(answer).json()).isEqualTo("[\"yes\",2]");
  }

  @Test
  void oneThatDoesNotAnswerIsWaitedForAsLongAsWasSaid() {
    CompletableFuture<Arguments> answer =
        remote.emitWithAck(1_000, "question").toCompletableFuture();
    client.awaitPacket("420[\"question\"]");
    far.timer.advance(1_000);
    assertThatThrownBy(() -> now(answer))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOf(TimeoutException.class);
  }

  @Test
  void itsDataIsReadAndWritten() throws Exception {
    socket.data().put("user", "ada");
    now(remote.put("score", 7));
    assertThat(socket.data().get("score", Integer.class)).hasValue(7);

    SocketData data = now(remote.data());
    assertThat(data.names()).containsExactlyInAnyOrder("user", "score");
    assertThat(data.get("user", String.class)).hasValue("ada");
  }

  @Test
  void itIsDisconnected() throws Exception {
    now(remote.disconnect(false));
    client.awaitPacket("41");
    await().until(() -> handler.told.contains("disconnect: server namespace disconnect"));
    assertThat(client.isClosed()).isFalse();
  }

  @Test
  void itsConnectionIsClosed() throws Exception {
    now(remote.disconnect(true));
    assertThat(client.isClosed()).isTrue();
  }

  @Test
  void oneThatIsGoneIsSaidToBe() {
    client.send("1");
    assertGone(remote.join("a"));
    assertGone(remote.emitWithAck(1_000, "question"));
    assertGone(remote.data());
  }

  @Test
  void soIsOneWhoseInstanceIsGone() {
    far.relay.close();
    assertGone(remote.join("a"));
    assertGone(remote.disconnect(true));
  }

  /** It is frozen, say: nobody knows whether it does what it was asked later. */
  @Test
  void ofOneWhoseInstanceDoesNotAnswerNothingIsSaidToBeGoneOrDone() {
    far.relay.serve(RemoteSockets.SUBJECT, (from, request) -> new CompletableFuture<>());
    List<CompletionStage<?>> asked =
        List.of(
            remote.join("a"),
            remote.leave("a"),
            remote.disconnect(true),
            remote.emitWithAck(1_000, "question"),
            remote.data(),
            remote.put("score", 7));
    near.timer.advance(11_000);
    asked.forEach(RemoteSocketTest::assertUnanswered);
  }

  @Test
  void norOfOneWhoseInstanceRefuses() {
    far.relay.serve(
        RemoteSockets.SUBJECT,
        (from, request) -> CompletableFuture.failedFuture(new IllegalStateException("leaving")));
    assertUnanswered(remote.join("a"));
  }

  private static void assertUnanswered(CompletionStage<?> stage) {
    assertThatThrownBy(() -> now(stage))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOf(TimeoutException.class);
  }

  private static void assertGone(CompletionStage<?> stage) {
    assertThatThrownBy(() -> now(stage))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOf(DisconnectedException.class);
  }

  @Test
  void oneThatHasMovedIsFollowed() throws Exception {
    TestServer third = new TestServer("instan-c", bus, presence);
    Onward way = new Onward(third.server.remote(), "instan-b");
    way.arrived();
    third.departed.add(socket, way);
    RemoteSocket before =
        new RemoteSocket(
            new SocketRecord(socket.id(), "/", "instan-c", "192.0.2.1", Instant.EPOCH, Set.of()),
            new RemoteSockets(near.relay),
            near.mapper,
            near.socketServer.to(socket.id()));
    now(before.join("a"));
    assertThat(socket.rooms()).containsExactly("a");
    third.close();
  }
}
