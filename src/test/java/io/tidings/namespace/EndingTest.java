package io.tidings.namespace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidings.broadcast.BroadcastId;
import io.tidings.engine.RecordingTransport;
import io.tidings.engine.Session;
import io.tidings.engine.TestEngine;
import io.tidings.namespace.TestServer.Client;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Sockets that end in the middle of something else. Each is told of once, and leaves nothing. */
class EndingTest {

  private static final String LARGE = "x".repeat(2_000_000);

  private final HookedPresence presence = new HookedPresence();
  private final TestServer server = new TestServer(presence);
  private final TestHandler main = server.serve("/");
  private final TestHandler other = server.serve("/other");
  private final RecordingTransport polling = RecordingTransport.polling();
  private final Session session = TestEngine.open(server.engine, polling);

  @AfterEach
  void close() {
    server.close();
  }

  private void awaitEnd(TestHandler handler) {
    await().until(() -> handler.told.size() >= 2);
    assertThat(handler.told).containsExactly("connect", "disconnect: outbox full");
    assertThat(server.leftovers()).isEmpty();
    assertThat(server.presence.sockets("/other", Optional.empty())).isCompletedWithValue(List.of());
  }

  @Test
  void thereIsNoRoomToAnswerItsConnect() {
    session.receive(polling, "40");
    polling.poll(session);
    main.sockets.get(0).emit("large", LARGE);
    session.receive(polling, "40/other");
    awaitEnd(other);
    awaitEnd(main);
  }

  @Test
  void thereIsNoRoomForWhatItsConnectHandlerSent() {
    main.onConnect =
        socket -> {
          socket.emit("large", LARGE);
          socket.emit("more");
        };
    session.receive(polling, "40");
    server.timer.advance(10);
    awaitEnd(main);
  }

  @Test
  void thereIsNoRoomToTellItsClient() {
    session.receive(polling, "40");
    polling.poll(session);
    main.sockets.get(0).emit("large", LARGE);
    main.sockets.get(0).disconnect(false);
    await().until(() -> main.told.size() >= 2);
    assertThat(main.told).containsExactly("connect", "disconnect: server namespace disconnect");
    assertThat(server.leftovers()).isEmpty();
  }

  @Test
  void itsClientConnectsAnewMeanwhile() {
    Client client = server.joined();
    presence.whenDisconnected = () -> client.send("1", "0");
    main.sockets.get(0).disconnect(false);
    await().until(() -> main.sockets.size() == 2);
    assertThat(client.isClosed()).isFalse();
    assertThat(client.texts()).hasSize(2);
    assertThat(client.texts().get(0)).isEqualTo("41");
    assertThat(client.texts().get(1)).startsWith("40{");
    client.send("2[\"hello\"]");
    await().until(() -> main.told.contains("hello[]"));
  }

  @Test
  void itsConnectionEndsBeforeItHasArrived() {
    session.receive(polling, "40");
    Connection connection = main.sockets.get(0).connection();
    SocketRooms rooms = new SocketRooms();
    rooms.add("a", BroadcastId.NONE);
    SocketState state =
        new SocketState("/", "id", "{}", Instant.EPOCH, rooms, Map.of(), 0, Optional.empty());
    Socket arriving =
        new Socket(state, "instan-b", server.namespaces.obtain("/"), connection, server.server);
    arriving.disconnected(DisconnectReason.SERVER);
    arriving.arrive();
    assertThat(server.namespaces.find("/").socket("id")).isNull();
    assertThat(server.namespaces.find("/").hasReceivers(Set.of("a"))).isFalse();
    assertThat(server.presence.socket("id").toCompletableFuture().join()).isEmpty();
  }

  @Test
  void noIdIsGivenOutTwiceWhenItMoves() {
    Acks acks = new Acks(null, server.timer, 0);
    assertThat(acks.expect(1_000, id -> {})).isPresent();
    assertThat(acks.handOver()).isEqualTo(1);
    assertThat(acks.expect(1_000, id -> {})).isEmpty();
  }

  @Test
  void aTokenThatExpiresWhileTheConnectHandlerRunsEndsItsClientAfterwards() throws Exception {
    TestServer server = new TestServer();
    try {
      TestHandler handler = server.serve("/");
      handler.blocking = true;
      java.util.concurrent.CountDownLatch expired = new java.util.concurrent.CountDownLatch(1);
      java.util.concurrent.CountDownLatch runs = new java.util.concurrent.CountDownLatch(1);
      handler.onConnect =
          socket -> {
            List<String> any = List.of("*");
            SocketRights.grant(socket, new io.tidings.access.Rights("ada", any, any, any, 1));
            runs.countDown();
            try {
              expired.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          };
      new Expiries(server.namespaces, server.timer, java.time.InstantSource.system()).start();
      TestServer.Client client = server.client();
      client.send("0");
      runs.await();
      server.timer.advance(2 * Expiries.INTERVAL);
      expired.countDown();
      client.awaitPacket("40{");
      server.timer.advance(Expiries.INTERVAL);
      client.awaitPacket("42[\"token-expired\"]");
      client.awaitPacket("41");
      await().until(() -> handler.told.contains("disconnect: token expired"));
    } finally {
      server.close();
    }
  }
}
