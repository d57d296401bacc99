package io.tidings.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidings.access.MemoryBudget;
import io.tidings.access.MemoryBudget.Use;
import io.tidings.access.RefusalCounts;
import io.tidings.cluster.InProcessBus;
import io.tidings.engine.CloseReason;
import io.tidings.engine.PacketReceiver;
import io.tidings.engine.RecordingTransport;
import io.tidings.engine.Session;
import io.tidings.engine.TestEngine;
import io.tidings.engine.TransportName;
import io.tidings.namespace.Ack;
import io.tidings.namespace.Socket;
import io.tidings.namespace.TestHandler;
import io.tidings.namespace.TestServer;
import io.tidings.packet.Arguments;
import io.tidings.packet.EncodedPacket;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client that began with polling at one instance opens its WebSocket at another. */
class MovingTest {

  private static final String ORIGIN = "instan-a";
  private static final String DESTINATION = "instan-b";

  private final InProcessBus bus = new InProcessBus(Clock.systemUTC());
  private final TestServer origin = new TestServer(ORIGIN, bus);
  private final TestServer destination = new TestServer(DESTINATION, bus);
  private final TestHandler there = origin.serve("/");
  private final TestHandler here = destination.serve("/");
  private final RecordingTransport polling = RecordingTransport.polling();
  private final Session session = TestEngine.open(origin.engine, polling);
  private Moving atOrigin;
  private Moving atDestination;

  @BeforeEach
  void serve() {
    atOrigin = new Moving(origin.engine, origin.moves, origin.relay);
    origin.relay.serve(Moving.SUBJECT, atOrigin);
    atDestination = new Moving(destination.engine, destination.moves, destination.relay);
    destination.relay.serve(Moving.SUBJECT, atDestination);
  }

  @AfterEach
  void close() {
    origin.close();
    destination.close();
  }

  /** The client's new connection, at the destination. */
  private final class Connection implements BindableTransport {

    private final List<String> packets = new ArrayList<>();
    private final List<CloseReason> closes = new ArrayList<>();
    private volatile PacketReceiver receiver;

    private Connection() {
      Arrival arrival = new Arrival(session.id(), ORIGIN, atDestination);
      receiver = arrival;
      arrival.opened(this);
    }

    @Override
    public void bind(PacketReceiver next) {
      receiver = next;
    }

    @Override
    public TransportName name() {
      return TransportName.WEBSOCKET;
    }

    @Override
    public boolean isReady() {
      return closes.isEmpty();
    }

    @Override
    public void write(List<EncodedPacket> written) {
      synchronized (packets) {
        written.forEach(packet -> packets.add(new String(packet.text())));
      }
      receiver.flush();
    }

    @Override
    public void close(CloseReason reason) {
      closes.add(reason);
    }

    private List<String> packets() {
      synchronized (packets) {
        return List.copyOf(packets);
      }
    }

    private void send(String... sent) {
      for (String packet : sent) {
        receiver.receive(this, packet);
      }
    }

    private void awaitPacket(String start) {
      await().until(() -> packets().stream().anyMatch(packet -> packet.startsWith(start)));
    }

    private Connection probed() {
      send("2probe");
      awaitPacket("3probe");
      return this;
    }

    private Connection upgraded() {
      probed().send("5");
      return this;
    }

    private Connection moved() {
      upgraded();
      await().until(() -> destination.engine.find(session.id()).isPresent());
      await().until(() -> origin.engine.find(session.id()).isEmpty());
      return this;
    }

    private void lose() {
      receiver.transportClosed(this, CloseReason.TRANSPORT_CLOSE);
    }
  }

  private Socket join() {
    session.receive(polling, "40{\"token\":1}");
    await().until(() -> !there.sockets.isEmpty());
    polling.poll(session);
    return there.sockets.get(0);
  }

  private void poll() {
    polling.poll(session);
  }

  @Test
  void whatAClientSendsBeforeItsSessionIsThereIsCounted() {
    MemoryBudget budget = new MemoryBudget(2_000_000, new RefusalCounts(() -> 0), Runnable::run);
    // The owner takes nothing that the client sends over its new connection.
    origin.relay.serve(
        Moving.SUBJECT,
        (from, request) ->
            MoveRequest.read(request).kind() == MoveRequest.Kind.PROBE
                ? atOrigin.serve(from, request)
                : new CompletableFuture<>());
    try (TestServer small = TestServer.limited("instan-c", bus, budget)) {
      atDestination = new Moving(small.engine, small.moves, small.relay);
      join();
      Connection connection = new Connection().upgraded();
      String message = "42[\"e\",\"" + "x".repeat(100_000) + "\"]";
      connection.send(message, message, message, message);
      assertThat(budget.used(Use.MOVES)).isBetween(400_000L, 420_000L);
      assertThat(connection.closes).isEmpty();
      connection.send(message);
      assertThat(connection.closes).containsExactly(CloseReason.OUT_OF_MEMORY);
      assertThat(budget.used()).isZero();
    }
  }

  @Test
  void theSessionGoesOnWhereItsWebSocketIs() {
    Socket before = join();
    before.join("a");
    before.data().put("user", "ada");
    Connection connection = new Connection().moved();

    connection.send("42[\"hello\",1]");
    await().until(() -> here.told.contains("hello[1]"));

    assertThat(here.told).containsExactly("hello[1]");
    assertThat(there.told).containsExactly("connect");
    assertThat(polling.closes()).containsExactly(CloseReason.UPGRADED);
    assertThat(origin.engine.hasLeft(session.id())).isTrue();
  }

  @Test
  void idRoomsDataAndHandshakeComeAlong() {
    Socket before = join();
    before.join("a");
    before.data().put("user", List.of("ada", 1));
    List<Socket> seen = new ArrayList<>();
    here.onEvent = (socket, event, arguments, ack) -> seen.add(socket);

    new Connection().moved().send("42[\"hello\"]");
    await().until(() -> !seen.isEmpty());

    Socket after = seen.get(0);
    assertThat(after.id()).isEqualTo(before.id());
    assertThat(after.rooms()).containsExactly("a");
    assertThat(after.data().get("user", List.class).map(Object::toString)).hasValue("[ada, 1]");
    assertThat(after.handshake().auth()).isEqualTo("{\"token\":1}");
    assertThat(after.handshake().request()).isEqualTo(before.handshake().request());
    assertThat(after.handshake().time().toEpochMilli())
        .isEqualTo(before.handshake().time().toEpochMilli());
  }

  @Test
  void whatWasNotSentYetIsSentOverTheWebSocketFirst() {
    Socket before = join();
    Connection connection = new Connection().probed();
    origin.timer.advance(100);
    before.emit("one");
    before.emit("two");
    connection.send("5");
    connection.awaitPacket("42[\"two\"]");
    await().until(() -> destination.engine.find(session.id()).isPresent());
    origin.socketServer.of("/").emit("three");
    connection.awaitPacket("42[\"three\"]");
    assertThat(connection.packets())
        .containsExactly("3probe", "42[\"one\"]", "42[\"two\"]", "42[\"three\"]");
  }

  @Test
  void nothingIsLostOrDoubledInAStormOfBroadcasts() throws Exception {
    Socket before = join();
    before.join("a");
    int count = 20_000;
    CountDownLatch begun = new CountDownLatch(2_000);
    Thread storm =
        new Thread(
            () -> {
              for (int i = 0; i < count; i++) {
                TestServer from = i % 2 == 0 ? origin : destination;
                from.socketServer.of("/").to("a", "b").emit("n", i);
                begun.countDown();
                if (i % 50 == 0) {
                  poll();
                }
              }
            });
    storm.start();
    begun.await(10, TimeUnit.SECONDS);
    Connection connection = new Connection().probed();
    connection.send("5");
    storm.join(20_000);
    connection.awaitPacket("42[\"n\"," + (count - 1) + "]");

    List<String> all = new ArrayList<>(polling.texts());
    all.addAll(connection.packets());
    List<String> numbered = all.stream().filter(text -> text.startsWith("42[\"n\"")).toList();
    assertThat(numbered)
        .isEqualTo(IntStream.range(0, count).mapToObj(i -> "42[\"n\"," + i + "]").toList());
    assertThat(there.told).containsExactly("connect");
    assertThat(here.told).isEmpty();
  }

  @Test
  void aHandlerAtWorkIsWaitedForAndItsClientHearsIt() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    there.blocking = true;
    there.onEvent =
        (socket, event, arguments, ack) -> {
          socket.emit("begun");
          awaitLatch(release);
          socket.join("late");
          ack.send("done");
        };
    join();
    session.receive(polling, "420[\"work\"]");
    await().until(() -> there.told.contains("work[]"));
    Connection connection = new Connection().upgraded();
    await().until(() -> session.transport().name() == TransportName.WEBSOCKET);
    connection.send("42[\"next\"]");
    origin.socketServer.of("/").emit("meanwhile");
    connection.awaitPacket("42[\"meanwhile\"]");
    assertThat(here.told).isEmpty();

    release.countDown();
    connection.awaitPacket("430[\"done\"]");
    await().until(() -> here.told.contains("next[]"));
    assertThat(there.told).containsExactly("connect", "work[]");
    origin.socketServer.of("/").to("late").emit("to the room");
    connection.awaitPacket("42[\"to the room\"]");
  }

  @Test
  void aHandlerAtWorkIsGivenTheAnswerItWaitsFor() {
    CompletableFuture<String> answer = new CompletableFuture<>();
    there.blocking = true;
    there.onEvent =
        (socket, event, arguments, ack) -> {
          Arguments given = socket.emitWithAck(60_000, "question").toCompletableFuture().join();
          answer.complete(given.json());
        };
    join();
    session.receive(polling, "42[\"ask\"]");
    await().until(() -> there.told.contains("ask[]"));
    Connection connection = new Connection().upgraded();
    await().until(() -> session.transport().name() == TransportName.WEBSOCKET);
    connection.send("430[\"an answer\"]");

    assertThat(answer.orTimeout(10, TimeUnit.SECONDS).join()).isEqualTo("[\"an answer\"]");
    await().until(() -> destination.engine.find(session.id()).isPresent());
  }

  @Test
  void answersOfBothDirectionsArriveAfterTheMove() {
    List<Ack> owed = new ArrayList<>();
    there.onEvent = (socket, event, arguments, ack) -> owed.add(ack);
    Socket before = join();
    session.receive(polling, "427[\"ask\"]");
    CompletableFuture<Arguments> first =
        before.emitWithAck(60_000, "question").toCompletableFuture();
    Connection connection = new Connection().moved();

    owed.get(0).send("late");
    connection.awaitPacket("437[\"late\"]");
    connection.send("430[\"first\"]");
    assertThat(first.orTimeout(10, TimeUnit.SECONDS).join().json()).isEqualTo("[\"first\"]");

    CompletableFuture<Arguments> second = before.emitWithAck(60_000, "again").toCompletableFuture();
    connection.awaitPacket("421[\"again\"]");
    connection.send("431[\"second\"]");
    assertThat(second.orTimeout(10, TimeUnit.SECONDS).join().json()).isEqualTo("[\"second\"]");
  }

  @Test
  void whoHoldsTheSocketOfBeforeStillReachesTheClient() {
    Socket before = join();
    Connection connection = new Connection().moved();

    before.emit("hello");
    connection.awaitPacket("42[\"hello\"]");
    before.join("a");
    await().until(() -> destination.presence.members("/", "a").toCompletableFuture().join() == 1);
    origin.socketServer.of("/").to("a").emit("room");
    connection.awaitPacket("42[\"room\"]");
    before.leave("a");
    await().until(() -> destination.presence.members("/", "a").toCompletableFuture().join() == 0);
    assertThat(before.isConnected()).isTrue();
    before.disconnect(false);
    connection.awaitPacket("41");
    await().until(() -> here.told.contains("disconnect: server namespace disconnect"));
    await().until(() -> !before.isConnected());
  }

  @Test
  void theOldSocketHearsOfTheEnd() {
    Socket before = join();
    Connection connection = new Connection().moved();
    CompletableFuture<Arguments> owed =
        before.emitWithAck(60_000, "question").toCompletableFuture();
    connection.awaitPacket("42");
    connection.lose();

    await().until(() -> here.told.contains("disconnect: transport close"));
    await().until(() -> !before.isConnected());
    await().until(owed::isCompletedExceptionally);
    assertThat(there.told).containsExactly("connect");
  }

  @Test
  void aClientThatGivesUpInTheTrialLeavesTheSessionAsItWas() {
    join();
    Connection connection = new Connection().probed();
    connection.lose();

    await().until(() -> session.probe(RecordingTransport.webSocket()));
    assertThat(session.isOpen()).isTrue();
    assertThat(there.told).containsExactly("connect");
  }

  @Test
  void aWrongPacketEndsTheTrial() {
    join();
    Connection connection = new Connection();
    connection.send("4hello");

    await().until(() -> !connection.closes.isEmpty());
    assertThat(session.isOpen()).isTrue();
  }

  @Test
  void aTrialHasItsTime() {
    join();
    Connection silent = new Connection();
    destination.timer.advance(destination.engine.config().upgradeTimeout());
    assertThat(silent.closes).isNotEmpty();
    await()
        .untilAsserted(
            () -> {
              Connection next = new Connection();
              next.send("2probe");
              await().until(() -> next.packets().contains("3probe"));
            });
  }

  @Test
  void aSessionThatNobodyHasIsRefused() {
    session.terminate(CloseReason.FORCED_CLOSE);
    Connection connection = new Connection();
    connection.send("2probe");
    await().until(() -> !connection.closes.isEmpty());
  }

  @Test
  void anOwnerThatIsGoneIsNotWaitedFor() {
    join();
    origin.relay.close();
    Connection connection = new Connection();
    connection.send("2probe");
    await().until(() -> !connection.closes.isEmpty());
  }

  @Test
  void anOwnerThatDiesInTheMiddleTakesTheConnectionWithIt() {
    there.blocking = true;
    CountDownLatch never = new CountDownLatch(1);
    there.onEvent = (socket, event, arguments, ack) -> awaitLatch(never);
    join();
    session.receive(polling, "42[\"work\"]");
    await().until(() -> there.told.contains("work[]"));
    Connection connection = new Connection().upgraded();
    await().until(() -> session.transport().name() == TransportName.WEBSOCKET);

    origin.relay.close();
    await().until(() -> !connection.closes.isEmpty());
    never.countDown();
  }

  @Test
  void aConnectionThatIsLostInTheMiddleEndsTheSessionOnce() {
    there.blocking = true;
    CountDownLatch release = new CountDownLatch(1);
    there.onEvent = (socket, event, arguments, ack) -> awaitLatch(release);
    join();
    session.receive(polling, "42[\"work\"]");
    await().until(() -> there.told.contains("work[]"));
    Connection connection = new Connection().upgraded();
    await().until(() -> session.transport().name() == TransportName.WEBSOCKET);

    connection.lose();
    await().until(() -> !session.isOpen());
    release.countDown();
    await().until(() -> there.told.contains("disconnect: transport close"));
    assertThat(here.told).isEmpty();
    assertThat(destination.engine.count()).isZero();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatAClientSaysRightBehindItsUpgradeIsHandledThoughItLeavesAtOnce(boolean blocking) {
    there.blocking = blocking;
    here.blocking = blocking;
    join();
    Connection connection = new Connection().upgraded();
    connection.send("42[\"last\",1]", "42[\"words\"]", "41");
    connection.lose();

    List<String> told = new ArrayList<>();
    await()
        .untilAsserted(
            () -> {
              told.clear();
              told.addAll(there.told);
              told.addAll(here.told);
              assertThat(told).hasSize(4);
            });
    assertThat(told).containsExactly("connect", "last[1]", "words[]", told.get(3));
    assertThat(told.get(3)).startsWith("disconnect: ");
  }

  @Test
  void whatWasKeptForTheMoveIsHandledWhenTheClientLeavesBeforeIt() {
    there.blocking = true;
    CountDownLatch release = new CountDownLatch(1);
    there.onEvent = (socket, event, arguments, ack) -> awaitLatch(release);
    join();
    session.receive(polling, "42[\"work\"]");
    await().until(() -> there.told.contains("work[]"));
    Connection connection = new Connection().upgraded();
    await().until(() -> session.transport().name() == TransportName.WEBSOCKET);
    connection.send("42[\"last\"]", "451-[\"binary\",{\"_placeholder\":true,\"num\":0}]");
    connection.receiver.receive(connection, new byte[] {1});
    connection.send("451-[\"half\",{\"_placeholder\":true,\"num\":0}]");
    connection.lose();
    await().until(() -> !session.isOpen());
    release.countDown();

    await().until(() -> there.told.contains("disconnect: transport close"));
    assertThat(there.told).hasSize(5).startsWith("connect", "work[]", "last[]");
    assertThat(there.told.get(3)).startsWith("binary");
  }

  @Test
  void aSecondConnectionForTheSameSessionIsClosed() {
    join();
    Connection first = new Connection().probed();
    Connection second = new Connection();
    assertThat(second.closes).isNotEmpty();
    first.send("5");
    await().until(() -> destination.engine.find(session.id()).isPresent());
  }

  @Test
  void theHeartbeatGoesOn() {
    join();
    long interval = origin.engine.config().pingInterval();
    origin.timer.advance(interval - 10);
    Connection connection = new Connection().moved();
    destination.timer.advance(9);
    assertThat(connection.packets()).doesNotContain("2");
    destination.timer.advance(1);
    assertThat(connection.packets()).contains("2");
    connection.send("3");
    destination.timer.advance(interval);
    assertThat(connection.packets().stream().filter("2"::equals)).hasSize(2);
    assertThat(connection.closes).isEmpty();
  }

  @Test
  void presenceFollows() {
    Socket before = join();
    new Connection().moved();

    await().until(() -> origin.presence.socket(before.id()).toCompletableFuture().join().isEmpty());
    assertThat(destination.presence.socket(before.id()).toCompletableFuture().join())
        .hasValueSatisfying(record -> assertThat(record.instance()).isEqualTo(DESTINATION));
    assertThat(origin.engine.count()).isZero();
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      latch.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
