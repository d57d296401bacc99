package io.tidings.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidings.cluster.InProcessBus;
import io.tidings.engine.RecordingTransport;
import io.tidings.engine.Session;
import io.tidings.engine.TestEngine;
import io.tidings.namespace.Socket;
import io.tidings.transport.HookedMoves.Step;
import java.time.Clock;
import java.time.Duration;
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
        .atMost(Duration.ofSeconds(3))
        .untilAsserted(
            () -> {
              assertThat(origin.leftovers("a")).isEmpty();
              assertThat(destination.leftovers("a")).isEmpty();
            });
  }

  private void awaitOneDisconnect() {
    await()
        .atMost(Duration.ofSeconds(3))
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
  @EnumSource(
      value = Step.class,
      names = {"LOST", "RELEASED"},
      mode = EnumSource.Mode.EXCLUDE)
  void theServerMayEndTheConnection(Step step) {
    hook(step, () -> socket.disconnect(true));
    client.upgraded();
    await().atMost(Duration.ofSeconds(3)).until(client::isClosed);
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
        .atMost(Duration.ofSeconds(3))
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
    await().atMost(Duration.ofSeconds(3)).until(() -> origin.disconnects() == 1);
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
        .atMost(Duration.ofSeconds(3))
        .until(
            () -> {
              client.send("42[\"more\"]");
              return client.isClosed() || destination.handler.told.contains("more[]");
            });
    client.lose();
    await()
        .atMost(Duration.ofSeconds(3))
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
        .atMost(Duration.ofSeconds(3))
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
