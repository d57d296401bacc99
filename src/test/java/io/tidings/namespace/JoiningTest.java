package io.tidings.namespace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidings.broadcast.Presence;
import io.tidings.cluster.InProcessPresence;
import io.tidings.engine.CloseReason;
import io.tidings.namespace.TestServer.Client;
import java.lang.reflect.Proxy;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What happens to a client, and what stays of it, while its connect handler has not ended. */
class JoiningTest {

  private final TestServer server = new TestServer();
  private final TestHandler main = server.serve("/");
  private final CountDownLatch entered = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);

  @AfterEach
  void close() {
    release.countDown();
    server.close();
  }

  /** A value that JSON-B cannot write. */
  public static final class Unwritable {
    public String getValue() {
      throw new IllegalStateException("no value");
    }
  }

  /** A client whose connect handler has joined a room and sent an event, and now waits. */
  private Client joining() {
    main.blocking = true;
    main.onConnect =
        socket -> {
          socket.join("room");
          socket.emit("welcome");
          entered.countDown();
          waitFor(release);
        };
    Client client = server.client();
    client.send("0");
    waitFor(entered);
    return client;
  }

  private void assertNothingStays() {
    assertThat(server.namespaces.find("/")).isNull();
    assertThat(server.presence.sockets("/", Optional.empty()).toCompletableFuture().join())
        .isEmpty();
  }

  @Test
  void aRefusalThatCannotBeWrittenIsARefusalAllTheSame() {
    main.onConnect =
        socket -> {
          throw new ConnectionRefusedException("no", new Unwritable());
        };
    Client client = server.client();
    client.send("0");
    assertThat(client.take()).containsExactly("44{\"message\":\"internal error\"}");
    assertNothingStays();
  }

  @Test
  void aRefusalWithoutAMessageIsARefusalAllTheSame() {
    main.onConnect =
        socket -> {
          throw new ConnectionRefusedException(null);
        };
    Client client = server.client();
    client.send("0");
    assertThat(client.take()).singleElement().asString().startsWith("44{\"message\":\"");
    assertNothingStays();
  }

  @Test
  void aConnectHandlerThatBreaksRefuses() {
    main.blocking = true;
    main.onConnect =
        socket -> {
          throw new NoClassDefFoundError("lost");
        };
    Client client = server.client();
    client.send("0");
    client.awaitPacket("44{\"message\":\"internal error\"}");
    assertNothingStays();
  }

  @Test
  void aClientThatLeavesMeanwhileIsSentNothingAndItsDisconnectIsTold() {
    Client client = joining();
    client.send("1");
    client.session().flush();
    assertThat(client.take()).isEmpty();
    release.countDown();
    await()
        .untilAsserted(
            () ->
                assertThat(main.told)
                    .containsExactly("connect", "disconnect: client namespace disconnect"));
    assertThat(client.take()).isEmpty();
    assertNothingStays();
  }

  @Test
  void aClientThatIsLostMeanwhileIsToldToTheHandlerOnce() {
    Client client = joining();
    client.session().terminate(CloseReason.TRANSPORT_CLOSE);
    assertThat(main.told).isEmpty();
    release.countDown();
    await()
        .untilAsserted(
            () -> assertThat(main.told).containsExactly("connect", "disconnect: transport close"));
    assertNothingStays();
  }

  @Test
  void aConnectHandlerMayEndTheWholeConnection() {
    main.onConnect =
        socket -> {
          socket.join("room");
          socket.disconnect(true);
        };
    Client client = server.client();
    client.send("0");
    assertThat(client.transport().closes()).containsExactly(CloseReason.FORCED_CLOSE);
    await()
        .untilAsserted(
            () ->
                assertThat(main.told)
                    .containsExactly("connect", "disconnect: forced server close"));
    assertNothingStays();
  }

  @Test
  void aClientThatLeftAndIsRefusedLaterHearsNothingOfIt() {
    main.blocking = true;
    main.onConnect =
        socket -> {
          entered.countDown();
          waitFor(release);
          throw new ConnectionRefusedException("late");
        };
    Client client = server.client();
    client.send("0");
    waitFor(entered);
    main.onConnect = socket -> {};
    client.send("1", "0");
    release.countDown();
    client.awaitPacket("40");
    assertThat(client.take()).hasSize(1);
    assertThat(main.told).containsExactly("connect");
  }

  @Test
  void aConnectThatArrivesWithTheCloseLeavesNothing() {
    Client client = server.client();
    Connection connection = (Connection) client.session().attachment();
    main.onConnect = socket -> socket.join("room");
    client.session().terminate(CloseReason.TRANSPORT_CLOSE);
    // The session had taken the packet just before it was closed.
    connection.text("0");
    assertNothingStays();
    assertThat(main.told).as("nobody is there to be joined").isEmpty();
  }

  @Test
  void aClientThatWasRefusedMustJoinInTimeAllTheSame() {
    main.onConnect =
        socket -> {
          throw new ConnectionRefusedException("no");
        };
    Client client = server.client();
    client.send("0");
    server.timer.advance(25_000);
    client.session().receive(client.transport(), "3");
    server.timer.advance(20_000);
    assertThat(client.transport().closes()).containsExactly(CloseReason.CONNECT_TIMEOUT);
  }

  @Test
  void theAnswerComesBeforeWhateverOthersSend() {
    Thread other = new Thread(() -> main.sockets.get(0).emit("event"));
    Presence presence = whenConnected(() -> startAndLetRun(other));
    try (TestServer slow = new TestServer(presence)) {
      slow.handlers.put("/", main);
      Client client = slow.client();
      client.send("0");
      client.awaitPacket("42");
      assertThat(client.take())
          .satisfiesExactly(
              first -> assertThat(first).startsWith("40{"),
              second -> assertThat(second).isEqualTo("42[\"event\"]"));
    }
  }

  /** Until it has done its work, or is kept from it by a lock. */
  private static void startAndLetRun(Thread thread) {
    thread.start();
    await()
        .until(
            () ->
                thread.getState() == Thread.State.BLOCKED
                    || thread.getState() == Thread.State.TERMINATED);
  }

  /** A presence that does something more when it is told of a socket. */
  private static Presence whenConnected(Runnable action) {
    Presence presence = new InProcessPresence();
    return (Presence)
        Proxy.newProxyInstance(
            Presence.class.getClassLoader(),
            new Class<?>[] {Presence.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("connected")) {
                action.run();
              }
              return method.invoke(presence, arguments);
            });
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
