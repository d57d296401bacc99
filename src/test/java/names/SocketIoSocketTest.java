package names;

import static names.TwoInstances.now;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidings.handler.EventFilter;
import io.tidings.handler.EventName;
import io.tidings.handler.Namespace;
import io.tidings.handler.OnDisconnect;
import io.tidings.handler.OnError;
import io.tidings.handler.OnEvent;
import io.tidings.namespace.Ack;
import io.tidings.namespace.DisconnectReason;
import io.tidings.namespace.EventRefusedException;
import io.tidings.namespace.Handshake;
import io.tidings.namespace.RemoteSocket;
import io.tidings.namespace.Socket;
import io.tidings.namespace.SocketServer;
import io.tidings.packet.Arguments;
import io.tidings.testing.TestClient;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The README's table for those who know socket.io's {@code Socket}: a test for a row. */
class SocketIoSocketTest {

  @Namespace("/s")
  static class Handler {
    @Inject private SocketServer server;

    @OnEvent("describe")
    List<Object> describe(Socket socket) {
      return List.of(
          socket.id(),
          socket.namespace(),
          socket.rooms(),
          socket.data().get("name", String.class).orElse("nobody"),
          socket.handshake().remoteAddress(),
          socket.isConnected());
    }

    @OnEvent("name")
    void name(Socket socket, String name) {
      socket.data().put("name", name);
    }

    @OnEvent("handshake")
    List<Object> handshake(Handshake handshake) {
      return List.of(
          handshake.header("x-trace").orElseThrow(),
          handshake.query("room").orElseThrow(),
          handshake.auth(Map.class),
          handshake.remoteAddress(),
          handshake.secure(),
          handshake.time().toEpochMilli() == handshake.issued(),
          handshake.url(),
          handshake.headers().get("x-trace"),
          handshake.query().get("room"),
          handshake.header("origin").isPresent());
    }

    @OnEvent("once")
    boolean once(Socket socket) {
      boolean first = socket.data().get("once", Boolean.class).isEmpty();
      socket.data().put("once", true);
      return first;
    }

    @OnEvent("*")
    String any(@EventName String name, Arguments arguments) {
      return "any " + name + arguments.json();
    }

    @OnEvent("fail")
    void fail() {
      throw new IllegalArgumentException("no");
    }

    @OnError
    String failed(IllegalArgumentException failure) {
      return "failed: " + failure.getMessage();
    }

    @OnDisconnect
    void gone(Socket socket, DisconnectReason reason) {
      socket
          .broadcast()
          .emit(
              "gone " + socket.id(),
              reason.text(),
              socket.rooms(),
              socket.isConnected(),
              name(socket));
    }

    private static String name(Socket socket) {
      return socket.data().get("name", String.class).orElse("nobody");
    }

    @OnEvent("ask me")
    void askMe(Socket socket, int timeout) {
      socket
          .emitWithAck(timeout, "question")
          .whenComplete(
              (answer, failure) ->
                  socket.emit(
                      "outcome",
                      failure == null ? answer.json() : failure.getClass().getSimpleName()));
    }

    @OnEvent("ack")
    void ack(Ack ack, String text) {
      CompletableFuture.runAsync(() -> ack.send(text, ack.isRequested()));
    }

    @OnEvent("join")
    void join(Socket socket, String room) {
      socket.join(room);
    }

    @OnEvent("leave")
    void leave(Socket socket, String room) {
      socket.leave(room);
    }

    @OnEvent("end")
    void end(Socket socket, boolean close) {
      socket.disconnect(close);
    }

    @OnEvent("send")
    void send(Socket socket) {
      socket.to("a", "b").emit("1");
      socket.broadcast().except("b").emit("2");
      socket.broadcast().emit("3");
    }

    @OnEvent("send lossy")
    void sendLossy(Socket socket) {
      socket.broadcast().lossy().emit("1");
      socket.broadcast().local().emit("2");
      server.of("/s").to(socket.id()).lossy().emit("3");
    }
  }

  @ApplicationScoped
  @Priority(1)
  static class Guard implements EventFilter {
    @Override
    public Arguments filter(Socket socket, String event, Arguments arguments) {
      if (event.equals("forbidden")) {
        throw new EventRefusedException("not that", Map.of("event", event));
      }
      return arguments;
    }
  }

  private static final TwoInstances CLUSTER = new TwoInstances(Handler.class, Guard.class);

  @AfterEach
  void reset() {
    CLUSTER.reset();
  }

  @AfterAll
  static void close() {
    CLUSTER.close();
  }

  private static TestClient here() {
    return CLUSTER.connectHere("/s");
  }

  private static TestClient there() {
    return CLUSTER.connectThere("/s");
  }

  private static TestClient member(TestClient client, String room) {
    client.emitWithAck("join", room);
    return client;
  }

  @Test
  @DisplayName("id, nsp, rooms, data, handshake")
  void itself() {
    TestClient ada = member(here(), "r");
    ada.emitWithAck("name", "Ada");
    assertThat(ada.emitWithAck("describe").json())
        .isEqualTo("[[\"" + ada.id() + "\",\"/s\",[\"r\"],\"Ada\",\"192.0.2.1\",true]]");
  }

  @Test
  @DisplayName("handshake's headers, query, auth, address, secure, time; issued, url, xdomain")
  void handshake() {
    TestClient client =
        CLUSTER.connectHere(
            "/s", Map.of("room", "r"), Map.of("X-Trace", "t"), Map.of("token", "secret"));
    assertThat(client.emitWithAck("handshake").json())
        .isEqualTo(
            "[[\"t\",\"r\",{\"token\":\"secret\"},\"192.0.2.1\",false,true,\"/socket.io/\",\"t\",\"r\",false]]");
  }

  @Test
  @DisplayName("connected, disconnected")
  void connected() {
    TestClient bob = there();
    TestClient ada = here();
    assertThat(ada.emitWithAck("describe").json()).endsWith("true]]");
    ada.disconnect();
    assertThat(bob.received("gone " + ada.id()).as(2, boolean.class)).isFalse();
  }

  @Test
  @DisplayName(
      "on(\"e\"), addListener, prependListener, eventNames, listeners, listenerCount,"
          + " rawListeners, off, removeListener, removeAllListeners, setMaxListeners,"
          + " getMaxListeners")
  void on() {
    TestClient ada = here();
    assertThat(ada.emitWithAck("once").as(boolean.class)).isTrue();
    assertThat(ada.emitWithAck("once").as(boolean.class)).isFalse();
  }

  @Test
  @DisplayName("onAny, prependAny, offAny, listenersAny")
  void onAny() {
    assertThat(here().emitWithAck("else", 1).as(String.class)).isEqualTo("any else[1]");
    assertThat(here().emitWithAck("forbidden").json()).contains("not that");
  }

  @Test
  @DisplayName("use(…)")
  void use() {
    TestClient ada = here();
    assertThat(ada.emitWithAck("forbidden").json())
        .isEqualTo("[{\"error\":\"not that\",\"data\":{\"event\":\"forbidden\"}}]");
    assertThat(ada.emitWithAck("once").as(boolean.class)).isTrue();
  }

  @Test
  @DisplayName("on(\"disconnect\"), on(\"disconnecting\")")
  void onDisconnect() {
    TestClient bob = there();
    TestClient ada = member(here(), "r");
    ada.emitWithAck("name", "Ada");
    ada.drop();
    CLUSTER.advance(120_000);
    assertThat(bob.received("gone " + ada.id()).json())
        .isEqualTo("[\"transport close\",[\"r\"],false,\"Ada\"]");
  }

  @Test
  @DisplayName("on(\"error\")")
  void onError() {
    assertThat(here().emitWithAck("fail").as(String.class)).isEqualTo("failed: no");
  }

  @Test
  @DisplayName("emit, send, write, emitWithAck, timeout(…)")
  void emit() {
    TestClient ada = here();
    ada.emit("ask me", 60_000);
    ada.received("question").answer(7);
    assertThat(ada.received("outcome").as(String.class)).isEqualTo("[7]");

    ada.emit("ask me", 1_000);
    ada.received("question");
    CLUSTER.advance(1_000);
    assertThat(ada.received("outcome").as(String.class)).isEqualTo("TimeoutException");
  }

  @Test
  @DisplayName("the callback of an event")
  void callback() {
    assertThat(here().emitWithAck("ack", "later").json()).isEqualTo("[\"later\",true]");
    assertThat(here().emitWithAck("once").json()).isEqualTo("[true]");
  }

  @Test
  @DisplayName("join, leave, disconnect(close)")
  void joinLeaveDisconnect() throws Exception {
    TestClient bob = member(there(), "r");
    assertThat(CLUSTER.socket(bob).record().rooms()).containsExactly("r");
    bob.emitWithAck("leave", "r");
    assertThat(CLUSTER.socket(bob).record().rooms()).isEmpty();
    bob.emit("end", true);
    assertThat(bob.disconnected()).isEqualTo("io server disconnect");
    assertThat(now(CLUSTER.server().socket(bob.id()))).isEmpty();
  }

  @Test
  @DisplayName("to, in, except, broadcast")
  void to() {
    TestClient ada = member(here(), "a");
    TestClient bob = member(there(), "b");
    TestClient cleo = there();

    ada.emitWithAck("send");

    assertThat(bob.received("1").size()).isZero();
    assertThat(cleo.received("2").size()).isZero();
    assertThat(bob.received("3").size()).isZero();
    assertThat(cleo.received("3").size()).isZero();
    bob.receivedNo("2");
    cleo.receivedNo("1");
    for (String event : List.of("1", "2", "3")) {
      ada.receivedNo(event);
    }
  }

  @Test
  @DisplayName("volatile, local")
  void lossyAndLocal() {
    TestClient ada = here();
    TestClient near = here();
    TestClient far = there();

    ada.emitWithAck("send lossy");

    assertThat(near.received("1").size()).isZero();
    assertThat(far.received("1").size()).isZero();
    assertThat(near.received("2").size()).isZero();
    far.receivedNo("2");
    assertThat(ada.received("3").size()).isZero();
    near.receivedNo("3");
  }

  @Test
  @DisplayName(
      "RemoteSocket of fetchSockets(): id, handshake, rooms, data, emit, timeout, join, leave,"
          + " disconnect")
  void remoteSocket() throws Exception {
    TestClient bob = member(there(), "r");
    bob.emitWithAck("name", "Bob");
    RemoteSocket socket = now(CLUSTER.server().of("/s").to("r").fetchSockets()).get(0);
    assertThat(socket.id()).isEqualTo(bob.id());
    assertThat(socket.record().rooms()).containsExactly("r");
    assertThat(socket.record().address()).isEqualTo("192.0.2.1");
    assertThat(now(socket.data()).get("name", String.class)).contains("Bob");

    now(socket.emit("news", 1));
    assertThat(bob.received("news").as(int.class)).isEqualTo(1);
    CompletionStage<Arguments> asked = socket.emitWithAck(60_000, "question");
    bob.received("question").answer("yes");
    assertThat(now(asked).json()).isEqualTo("[\"yes\"]");

    now(socket.join("s"));
    now(socket.leave("r"));
    assertThat(CLUSTER.socket(bob).record().rooms()).containsExactly("s");
    now(socket.disconnect(false));
    assertThat(bob.disconnected()).isEqualTo("io server disconnect");
  }
}
