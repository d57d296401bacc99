package io.tidings.namespace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tidings.cluster.InProcessBus;
import io.tidings.cluster.InProcessPresence;
import io.tidings.namespace.TestServer.Client;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is done to many sockets at once, on two instances. */
class SelectedSocketsTest {

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

  /** One socket near, in "a"; two far, one of them in "a" and "b". */
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
    socketHere.join("a");
    socketThere.join("a");
    socketThere.join("b");
  }

  @AfterEach
  void close() {
    near.close();
    far.close();
  }

  private static <T> T now(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  /** It may be frozen: it does later what it was told, and until then has not done it. */
  @Test
  void anInstanceThatDoesNotAnswerIsNotTakenForDone() {
    far.relay.serve(Everywhere.SUBJECT, (from, request) -> new CompletableFuture<>());
    CompletionStage<Void> joined = near.socketServer.of("/").socketsJoin("c");
    await()
        .untilAsserted(
            () -> {
              near.timer.advance(11_000);
              assertThat(joined.toCompletableFuture()).isCompletedExceptionally();
            });
    assertThatThrownBy(() -> now(joined)).hasRootCauseInstanceOf(TimeoutException.class);
  }

  private static Set<String> ids(CompletionStage<List<RemoteSocket>> sockets) throws Exception {
    return now(sockets).stream().map(RemoteSocket::id).collect(Collectors.toSet());
  }

  @Test
  void theyAreFetched() throws Exception {
    SocketServer server = near.socketServer;
    assertThat(ids(server.of("/").fetchSockets()))
        .containsOnly(socketHere.id(), socketThere.id(), socketAlsoThere.id());
    assertThat(ids(server.to("a").fetchSockets())).containsOnly(socketHere.id(), socketThere.id());
    assertThat(ids(server.to("a", "b").except("b").fetchSockets())).containsOnly(socketHere.id());
    assertThat(ids(server.of("/").local().fetchSockets())).containsOnly(socketHere.id());
    assertThat(ids(server.to(socketAlsoThere.id()).fetchSockets()))
        .containsOnly(socketAlsoThere.id());
    assertThat(ids(server.of("/").except(socketHere.id()).fetchSockets()))
        .containsOnly(socketThere.id(), socketAlsoThere.id());
    assertThat(ids(server.of("/other").fetchSockets())).isEmpty();
    assertThat(ids(socketThere.to("a").fetchSockets())).containsOnly(socketHere.id());
  }

  @Test
  void whatIsFetchedCanBeUsed() throws Exception {
    RemoteSocket fetched = now(near.socketServer.to("b").fetchSockets()).get(0);
    assertThat(fetched.record().rooms()).containsOnly("a", "b");
    fetched.emit("hello");
    there.awaitPacket("42[\"hello\"]");
  }

  @Test
  void theyJoin() throws Exception {
    now(near.socketServer.to("a").except("b").socketsJoin("c", "d"));
    assertThat(socketHere.rooms()).containsOnly("a", "c", "d");
    assertThat(socketThere.rooms()).containsOnly("a", "b");
    now(near.socketServer.of("/").socketsJoin("c"));
    assertThat(socketThere.rooms()).contains("c");
    assertThat(socketAlsoThere.rooms()).containsOnly("c");
    assertThat(now(presence.members("/", "c"))).isEqualTo(3);
  }

  @Test
  void theyLeave() throws Exception {
    now(near.socketServer.of("/").socketsLeave("a", "b"));
    assertThat(socketHere.rooms()).isEmpty();
    assertThat(socketThere.rooms()).isEmpty();
  }

  @Test
  void localOnesAlone() throws Exception {
    now(near.socketServer.of("/").local().socketsJoin("c"));
    assertThat(socketHere.rooms()).contains("c");
    assertThat(socketThere.rooms()).doesNotContain("c");
  }

  @Test
  void theyAreDisconnected() throws Exception {
    now(near.socketServer.to("b").disconnectSockets(false));
    assertThat(socketThere.isConnected()).isFalse();
    assertThat(there.texts()).contains("41");
    assertThat(there.isClosed()).isFalse();
    now(near.socketServer.of("/").disconnectSockets(true));
    assertThat(here.isClosed()).isTrue();
    assertThat(alsoThere.isClosed()).isTrue();
    assertThat(there.isClosed()).isFalse();
  }

  @Test
  void whatIsDoneAndWhatIsEmittedKeepTheirOrder() throws Exception {
    Sockets everyone = near.socketServer.of("/");
    near.socketServer.to("c").emit("early");
    everyone.socketsJoin("c");
    near.socketServer.to("c").emit("in time");
    everyone.socketsLeave("c");
    near.socketServer.to("c").emit("late");
    now(everyone.disconnectSockets(false));
    for (Client client : List.of(here, there, alsoThere)) {
      assertThat(client.take()).containsExactly("42[\"in time\"]", "41");
    }
  }

  @Test
  void anEventBehindAJoinThatIsNotDoneYetIsNotMissed() throws Exception {
    CountDownLatch held = new CountDownLatch(1);
    far.hold(held);
    near.socketServer.of("/").socketsJoin("c");
    near.socketServer.to("c").emit("in time");
    held.countDown();
    there.awaitPacket("42[\"in time\"]");
  }

  @Test
  void anInstanceThatDiesIsNotWaitedFor() {
    far.relay.close();
    await().until(near.socketServer.of("/").socketsJoin("c").toCompletableFuture()::isDone);
    assertThat(socketHere.rooms()).contains("c");
  }
}
