package io.tidings.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidings.cluster.InProcessBus;
import io.tidings.engine.RecordingTransport;
import io.tidings.engine.Session;
import io.tidings.engine.TestEngine;
import io.tidings.engine.TransportName;
import io.tidings.namespace.RemoteSocket;
import io.tidings.namespace.Socket;
import io.tidings.transport.HookedMoves.Step;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What may go wrong at any point of a session's way from one instance to another. */
class MoveFaultsTest {

  private final InProcessBus bus = new InProcessBus(Clock.systemUTC());
  private final MovePlace origin = new MovePlace("instan-a", bus);
  private final MovePlace destination = new MovePlace("instan-b", bus);
  private final RecordingTransport polling = RecordingTransport.polling();
  private final Session session = TestEngine.open(origin.server.engine, polling);
  private Socket socket;
  private MoveClient client;

  @BeforeEach
  void join() {
    session.receive(polling, "40");
    await().until(() -> !origin.handler.sockets.isEmpty());
    polling.poll(session);
    socket = origin.handler.sockets.get(0);
    socket.join("a");
    client = new MoveClient(session.id(), origin.id, destination.moving);
  }

  @AfterEach
  void close() {
    origin.close();
    destination.close();
  }

  private void hook(Step step, Runnable action) {
    origin.moves.before(step, action);
    destination.moves.before(step, action);
  }

  private void awaitNothingLeft() {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> {
              assertThat(origin.leftovers("a")).isEmpty();
              assertThat(destination.leftovers("a")).isEmpty();
            });
  }

  private void awaitOneDisconnect() {
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> origin.disconnects() + destination.disconnects() >= 1);
    awaitNothingLeft();
    assertThat(origin.disconnects() + destination.disconnects()).isEqualTo(1);
  }

  private void awaitArrived() {
    await().until(() -> destination.server.engine.find(session.id()).isPresent());
    await().until(() -> destination.moving.arrivals() == 0);
  }

  @ParameterizedTest
  @EnumSource(value = Step.class, names = "LOST", mode = EnumSource.Mode.EXCLUDE)
  void aClientMayGiveUp(Step step) {
    hook(step, client::lose);
    client.upgraded();
    awaitOneDisconnect();
  }

  @ParameterizedTest
  @EnumSource(value = Step.class, names = "LOST", mode = EnumSource.Mode.EXCLUDE)
  void whatAClientSaidBeforeItLeftIsHandled(Step step) {
    hook(
        step,
        () -> {
          client.send("42[\"last\"]", "41");
          client.lose();
        });
    client.upgraded();
    awaitOneDisconnect();
    assertThat(origin.timesTold("last[]") + destination.timesTold("last[]")).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(value = Step.class, names = "LOST", mode = EnumSource.Mode.EXCLUDE)
  void theServerMayEndTheConnection(Step step) {
    hook(step, () -> socket.disconnect(true));
    client.upgraded();
    await().atMost(Duration.ofSeconds(20)).until(client::isClosed);
    assertThat(client.packets()).contains("41");
    awaitOneDisconnect();
  }

  @ParameterizedTest
  @EnumSource(value = Step.class, names = "LOST", mode = EnumSource.Mode.EXCLUDE)
  void theServerMayEndTheSocket(Step step) {
    hook(step, () -> socket.disconnect(false));
    client.upgraded();
    client.awaitPacket("41");
    client.send("42[\"late\"]");
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> origin.disconnects() + destination.disconnects() >= 1);
    assertThat(client.isClosed()).isFalse();
    client.lose();
    awaitOneDisconnect();
  }

  @ParameterizedTest
  @EnumSource(value = Step.class, names = "LOST", mode = EnumSource.Mode.EXCLUDE)
  void moreMayBeSentThanIsKept(Step step) {
    hook(
        step,
        () -> {
          client.isSlow();
          for (int i = 0; i < 60; i++) {
            socket.emit("much", "x".repeat(50_000));
          }
        });
    client.upgraded();
    awaitOneDisconnect();
    assertThat(client.isClosed()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(
      value = Step.class,
      names = {"QUIESCE", "EXPECT", "LEAVE", "RELEASED", "ARRIVE"})
  void theDestinationMayDie(Step step) {
    hook(step, destination.server.relay::close);
    client.upgraded();
    origin.server.socketServer.of("/").emit("hello");
    await().atMost(Duration.ofSeconds(20)).until(() -> origin.disconnects() == 1);
    assertThat(origin.leftovers("a")).isEmpty();
    assertThat(session.isOpen()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(
      value = Step.class,
      names = {"QUIESCE", "EXPECT", "LEAVE", "RELEASED", "ARRIVE", "ARRIVED"})
  void theOriginMayDie(Step step) {
    hook(step, origin.server.relay::close);
    client.upgraded();
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              client.send("42[\"more\"]");
              return client.isClosed() || destination.handler.told.contains("more[]");
            });
    client.lose();
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(destination.leftovers("a")).isEmpty());
  }

  @ParameterizedTest
  @EnumSource(value = Step.class, names = "LOST", mode = EnumSource.Mode.EXCLUDE)
  void theHeartbeatMayRunOut(Step step) {
    hook(
        step,
        () -> {
          long silence = 46_000;
          origin.server.timer.advance(silence);
          destination.server.timer.advance(silence);
        });
    client.upgraded();
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              destination.server.timer.advance(46_000);
              return client.isClosed();
            });
    awaitOneDisconnect();
  }

  @Test
  void aClientThatIsSlowToTakeAWriteIsWaitedFor() {
    client.probed();
    origin.server.timer.advance(100);
    client.isSlow();
    socket.emit("first");
    client.send("5");
    client.awaitPacket("42[\"first\"]");
    destination.server.timer.advance(11_000);
    assertThat(client.isClosed()).isFalse();
    client.caughtUp();
    awaitArrived();
    socket.emit("second");
    client.awaitPacket("42[\"second\"]");
  }

  @ParameterizedTest
  @EnumSource(
      value = Step.class,
      names = {"LEAVE", "RELEASED", "ARRIVE", "ARRIVED", "MOVED"})
  void othersReachTheSocketAllTheTime(Step step) {
    RemoteSocket remote =
        origin.server.socketServer.socket(socket.id()).toCompletableFuture().join().orElseThrow();
    CompletableFuture<Void> joined = new CompletableFuture<>();
    hook(
        step, () -> remote.join("late").whenComplete((done, failure) -> complete(joined, failure)));
    client.upgraded();
    awaitArrived();
    joined.orTimeout(5, TimeUnit.SECONDS).join();
    origin.server.socketServer.to("late").emit("hello");
    client.awaitPacket("42[\"hello\"]");
  }

  private static void complete(CompletableFuture<Void> stage, Throwable failure) {
    if (failure == null) {
      stage.complete(null);
    } else {
      stage.completeExceptionally(failure);
    }
  }

  @Test
  void theOwnerHasAllMessagesBeforeItHearsThatNoMoreWillFollow() throws Exception {
    CountDownLatch atWork = new CountDownLatch(1);
    CountDownLatch expected = new CountDownLatch(1);
    origin.handler.blocking = true;
    origin.handler.onEvent = (at, event, arguments, ack) -> awaitLatch(atWork);
    session.receive(polling, "42[\"work\"]");
    await().until(() -> origin.handler.told.contains("work[]"));
    client.upgraded();
    await().until(() -> session.transport().name() == TransportName.WEBSOCKET);
    destination.moves.before(Step.EXPECT, expected::countDown);
    destination.relay.before(
        kind -> {
          if (kind == MoveRequest.Kind.RECEIVED) {
            atWork.countDown();
            awaitLatch(expected);
          }
        });
    client.send("42[\"late\"]");
    awaitArrived();
    await().until(() -> destination.handler.told.contains("late[]"));
  }

  /** As when Redis was away, and what was sent first has to be sent again. */
  @Test
  void aMessageThatIsOvertakenIsNotLostInSilence() {
    CountDownLatch atWork = new CountDownLatch(1);
    origin.handler.blocking = true;
    origin.handler.onEvent = (at, event, arguments, ack) -> awaitLatch(atWork);
    session.receive(polling, "42[\"work\"]");
    await().until(() -> origin.handler.told.contains("work[]"));
    client.upgraded();
    await().until(() -> session.transport().name() == TransportName.WEBSOCKET);
    destination.relay.loses(MoveRequest.Kind.RECEIVED);
    client.send("42[\"late\"]");
    atWork.countDown();
    await().until(client::isClosed);
    awaitOneDisconnect();
  }

  private static boolean awaitLatch(CountDownLatch latch) {
    try {
      return latch.await(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aFloodOfTinyMessagesIsNotKept() {
    hook(
        Step.LEAVE,
        () -> {
          for (int i = 0; i < 200_000 && !client.isClosed(); i++) {
            client.send("3");
          }
        });
    client.upgraded();
    await().until(client::isClosed);
    awaitOneDisconnect();
  }

  @Test
  void aFloodThatTheOwnerDoesNotTakeIsNotKept() {
    CountDownLatch taken = new CountDownLatch(1);
    origin.handler.blocking = true;
    origin.handler.onEvent = (at, event, arguments, ack) -> awaitLatch(taken);
    socket.emitWithAck(60_000, "question").thenRun(() -> awaitLatch(taken));
    session.receive(polling, "42[\"work\"]");
    await().until(() -> origin.handler.told.contains("work[]"));
    client.upgraded();
    await().until(() -> session.transport().name() == TransportName.WEBSOCKET);
    client.send("430[]");
    for (int i = 0; i < 200_000 && !client.isClosed(); i++) {
      client.send("3");
    }
    assertThat(client.isClosed()).isTrue();
    taken.countDown();
    awaitOneDisconnect();
  }

  @Test
  void aClientThatDoesNotAwaitTheAnswerToItsProbeIsRefused() {
    client.send("2probe", "5", "42[\"early\"]");
    await().until(client::isClosed);
    await().until(() -> origin.moving.departures() == 0);
    assertThat(session.isOpen()).isTrue();
    assertThat(origin.handler.told).containsExactly("connect");
  }

  @Test
  void ofTwoUpgradesAtTwoInstancesOneIsRefused() {
    MovePlace third = new MovePlace("instan-c", bus);
    client.probed();
    MoveClient second = new MoveClient(session.id(), origin.id, third.moving);
    second.send("2probe");
    await().until(second::isClosed);
    client.send("5");
    awaitArrived();
    client.send("42[\"hello\"]");
    await().until(() -> destination.handler.told.contains("hello[]"));
    assertThat(third.leftovers()).isEmpty();
    third.close();
  }

  @Test
  void manyMadeUpSessionsLeaveNothing() {
    int pending = destination.server.timer.pending();
    for (int i = 0; i < 2_000; i++) {
      MoveClient made = new MoveClient("instan-a" + i, origin.id, destination.moving);
      made.send("2probe");
      if (i % 2 == 0) {
        made.send("5");
      }
    }
    await().until(() -> destination.moving.arrivals() == 1);
    await().until(() -> origin.moving.departures() == 0);
    client.lose();
    assertThat(destination.moving.arrivals()).isZero();
    assertThat(destination.server.timer.pending()).isGreaterThanOrEqualTo(pending - 1);
    assertThat(session.isOpen()).isTrue();
  }
}
