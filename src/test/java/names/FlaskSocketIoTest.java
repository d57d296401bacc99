package names;

import static names.TwoInstances.now;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidings.handler.EventName;
import io.tidings.handler.Namespace;
import io.tidings.handler.NamespaceParam;
import io.tidings.handler.OnConnect;
import io.tidings.handler.OnDisconnect;
import io.tidings.handler.OnError;
import io.tidings.handler.OnEvent;
import io.tidings.namespace.Answers;
import io.tidings.namespace.ConnectionRefusedException;
import io.tidings.namespace.DisconnectReason;
import io.tidings.namespace.Handshake;
import io.tidings.namespace.RemoteSocket;
import io.tidings.namespace.Socket;
import io.tidings.packet.Arguments;
import io.tidings.testing.Message;
import io.tidings.testing.Refusal;
import io.tidings.testing.TestClient;
import jakarta.json.bind.annotation.JsonbProperty;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The README's table for those who come from Flask-SocketIO: a test for a row, by its name. */
class FlaskSocketIoTest {

  /** A type of the application's own. */
  public record Visit(@JsonbProperty("who") String name, LocalDate day) {}

  @Namespace("/chat")
  static class Chat {

    @OnConnect
    void connect(Socket socket) {
      socket.emit("welcome", socket.id());
    }

    @OnDisconnect
    void disconnect(Socket socket, DisconnectReason reason) {
      socket.broadcast().emit("gone " + socket.id(), reason.text());
    }

    @OnEvent("join")
    void join(Socket socket, String room) {
      socket.join(room);
    }

    @OnEvent("leave")
    void leave(Socket socket, String room) {
      socket.leave(room);
    }

    @OnEvent("rooms")
    Set<String> rooms(Socket socket) {
      return socket.rooms();
    }

    @OnEvent("who")
    List<String> who(Socket socket) {
      return List.of(socket.id(), socket.namespace());
    }

    @OnEvent("visit")
    Visit visit(Visit visit) {
      return new Visit(visit.name(), visit.day().plusDays(1));
    }

    @OnEvent("later")
    CompletionStage<String> later(String text) {
      return CompletableFuture.supplyAsync(() -> text);
    }

    @OnEvent("say")
    void say(Socket socket, String room, String text) {
      socket.to(room).emit("said", text);
    }

    @OnEvent("shout")
    void shout(Socket socket, String text) {
      socket.broadcast().emit("said", text);
    }

    @OnEvent("message")
    void message(Socket socket, String text) {
      socket.emit("message", text + "!");
    }

    @OnEvent("ask me")
    void askMe(Socket socket) {
      socket
          .emitWithAck("question", 6, 7)
          .thenAccept(answer -> socket.emit("you said", answer.json()));
    }

    @OnEvent("count")
    int count(Socket socket) {
      int count = socket.data().get("count", Integer.class).orElse(0) + 1;
      socket.data().put("count", count);
      return count;
    }

    @OnEvent("end")
    void end(Socket socket) {
      socket.disconnect(false);
    }

    @OnEvent("fail")
    void fail() {
      throw new IllegalStateException("secret");
    }

    @OnEvent("*")
    String any(@EventName String name, Arguments arguments) {
      return name + arguments.json();
    }

    @OnError
    String failed(IllegalStateException failure, @EventName String event) {
      return "sorry: " + event;
    }
  }

  @Namespace("/guarded")
  static class Guarded {

    public record Login(String token) {}

    @OnConnect
    void connect(Handshake handshake) {
      if (handshake.auth(Login.class).token() == null) {
        throw new ConnectionRefusedException("not you", Map.of("code", 401));
      }
    }

    @OnEvent("from")
    List<String> from(Handshake handshake) {
      return List.of(
          handshake.query("room").orElseThrow(),
          handshake.header("accept-language").orElseThrow(),
          handshake.remoteAddress(),
          handshake.auth(Login.class).token());
    }
  }

  @Namespace("/{name}")
  static class AnyOther {

    @OnEvent("where")
    String where(@NamespaceParam("name") String name) {
      return name;
    }
  }

  private static final TwoInstances CLUSTER =
      new TwoInstances(Chat.class, Guarded.class, AnyOther.class);

  @AfterEach
  void reset() {
    CLUSTER.reset();
  }

  @AfterAll
  static void close() {
    CLUSTER.close();
  }

  private static TestClient here() {
    return CLUSTER.connectHere("/chat");
  }

  private static TestClient there() {
    return CLUSTER.connectThere("/chat");
  }

  private static TestClient member(TestClient client, String room) {
    client.emitWithAck("join", room);
    return client;
  }

  @Test
  @DisplayName("json")
  void json() {
    Message answer = here().emitWithAck("visit", new Visit("Ada", LocalDate.of(2026, 2, 28)));
    assertThat(answer.json()).isEqualTo("[{\"day\":\"2026-03-01\",\"who\":\"Ada\"}]");
  }

  @Test
  @DisplayName("@socketio.on(\"e\", namespace=…), on_event, @socketio.event")
  void on() {
    assertThat(here().emitWithAck("later", "x").as(String.class)).isEqualTo("x");
    assertThat(CLUSTER.connectHere("/else").emitWithAck("where").as(String.class))
        .isEqualTo("else");
  }

  @Test
  @DisplayName("on(\"*\")")
  void onAny() {
    assertThat(here().emitWithAck("unheard of", 1).as(String.class)).isEqualTo("unheard of[1]");
  }

  @Test
  @DisplayName("on(…, namespace=\"*\")")
  void onAnyNamespace() {
    assertThat(CLUSTER.connectHere("/a").emitWithAck("where").as(String.class)).isEqualTo("a");
    assertThat(CLUSTER.connectThere("/b").emitWithAck("where").as(String.class)).isEqualTo("b");
  }

  @Test
  @DisplayName("on(\"connect\"), on(\"disconnect\"), socketio.reason")
  void onConnect() {
    TestClient ada = here();
    TestClient bob = there();
    assertThat(bob.received("welcome").as(String.class)).isEqualTo(bob.id());
    bob.drop();
    CLUSTER.advance(120_000);
    assertThat(ada.received("gone " + bob.id()).as(String.class)).isEqualTo("transport close");
  }

  @Test
  @DisplayName("on_namespace, Namespace, its on_… methods and trigger_event")
  void onNamespace() {
    assertThat(here().emitWithAck("who").json()).contains("/chat");
    assertThat(CLUSTER.connectHere("/other").emitWithAck("where").json()).contains("other");
  }

  @Test
  @DisplayName("on_error, on_error_default, request.event")
  void onError() {
    assertThat(here().emitWithAck("fail").as(String.class)).isEqualTo("sorry: fail");
  }

  @Test
  @DisplayName("return False, ConnectionRefusedError")
  void refused() {
    Refusal refusal = CLUSTER.here().refused("/guarded", Map.of());
    assertThat(refusal.message()).isEqualTo("not you");
    assertThat(refusal.data()).hasToString("{\"code\":401}");
  }

  @Test
  @DisplayName("return value")
  void returned() {
    TestClient ada = here();
    assertThat(ada.emitWithAck("count").as(int.class)).isEqualTo(1);
    assertThat(ada.emitWithAck("later", "awaited").as(String.class)).isEqualTo("awaited");
  }

  @Test
  @DisplayName("request.sid, request.namespace")
  void request() {
    TestClient ada = here();
    assertThat(ada.emitWithAck("who").json()).isEqualTo("[[\"" + ada.id() + "\",\"/chat\"]]");
  }

  @Test
  @DisplayName("request.args, request.headers, request.remote_addr, the argument auth")
  void handshake() {
    TestClient client =
        CLUSTER.connectHere(
            "/guarded",
            Map.of("room", "lobby"),
            Map.of("Accept-Language", "eo"),
            Map.of("token", "t"));
    assertThat(client.emitWithAck("from").json())
        .isEqualTo("[[\"lobby\",\"eo\",\"192.0.2.1\",\"t\"]]");
  }

  @Test
  @DisplayName("session, a Namespace's get_session, save_session, session")
  void session() throws Exception {
    TestClient bob = there();
    bob.emitWithAck("count");
    RemoteSocket socket = CLUSTER.socket(bob);
    assertThat(now(socket.data()).get("count", Integer.class)).contains(1);
    now(socket.put("count", 41));
    assertThat(bob.emitWithAck("count").as(int.class)).isEqualTo(42);
    assertThat(here().emitWithAck("count").as(int.class)).isEqualTo(1);
  }

  @Test
  @DisplayName("emit(\"e\", x), callback=f")
  void emitAndCallback() throws Exception {
    TestClient ada = member(here(), "quiz");
    TestClient bob = member(there(), "quiz");
    ada.emit("ask me");
    ada.received("question").answer(42);
    assertThat(ada.received("you said").as(String.class)).isEqualTo("[42]");

    CompletionStage<Answers> asked = CLUSTER.server().of("/chat").to("quiz").emitWithAck("ready?");
    ada.received("ready?").answer("yes");
    bob.received("ready?");
    bob.drop();
    Answers answers = now(asked);
    assertThat(answers.received().get(ada.id()).json()).isEqualTo("[\"yes\"]");
    assertThat(answers.unanswered()).containsExactly(bob.id());
  }

  @Test
  @DisplayName("emit(…, to=r), room=r, broadcast=True, include_self=False, skip_sid=")
  void emitTo() throws Exception {
    TestClient ada = member(here(), "r");
    TestClient bob = member(there(), "r");
    TestClient cleo = there();

    now(CLUSTER.server().of("/chat").to("r").emit("said", "to the room"));
    assertThat(ada.received("said").as(String.class)).isEqualTo("to the room");
    assertThat(bob.received("said").as(String.class)).isEqualTo("to the room");
    cleo.receivedNo("said");

    now(CLUSTER.server().of("/chat").except(ada.id(), bob.id()).emit("said", "but for two"));
    assertThat(cleo.received("said").as(String.class)).isEqualTo("but for two");

    ada.emitWithAck("say", "r", "to the others in it");
    assertThat(bob.received("said").as(String.class)).isEqualTo("to the others in it");
    ada.emitWithAck("shout", "to all others");
    assertThat(bob.received("said").as(String.class)).isEqualTo("to all others");
    assertThat(cleo.received("said").as(String.class)).isEqualTo("to all others");
    ada.receivedNo("said");
  }

  @Test
  @DisplayName("emit(…, namespace=…), socketio.emit(…) outside a handler")
  void emitElsewhere() throws Exception {
    TestClient chatting = there();
    TestClient other = CLUSTER.connectThere("/other");
    now(CLUSTER.server().of("/other").emit("news", 1));
    assertThat(other.received("news").as(int.class)).isEqualTo(1);
    chatting.receivedNo("news");
  }

  @Test
  @DisplayName("send(x), json=True, on(\"message\"), on(\"json\")")
  void send() {
    TestClient ada = here();
    ada.emit("message", "hi");
    assertThat(ada.received("message").as(String.class)).isEqualTo("hi!");
    assertThat(ada.emitWithAck("json", Map.of("a", 1)).as(String.class))
        .isEqualTo("json[{\"a\":1}]");
  }

  @Test
  @DisplayName("call(\"e\", x, to=sid, timeout=s)")
  void call() throws Exception {
    TestClient bob = there();
    CompletionStage<Arguments> called =
        CLUSTER.socket(bob).emitWithAck(1_000, "question", "how are you?");
    bob.received("question").answer("well");
    assertThat(now(called).json()).isEqualTo("[\"well\"]");

    CompletionStage<Arguments> late = CLUSTER.socket(bob).emitWithAck(1_000, "question");
    bob.received("question");
    CLUSTER.advance(1_000);
    assertThat(late.toCompletableFuture())
        .failsWithin(Duration.ofSeconds(20))
        .withThrowableThat()
        .withRootCauseInstanceOf(TimeoutException.class);
  }

  @Test
  @DisplayName("join_room(r), leave_room(r), rooms(), a Namespace's enter_room")
  void rooms() throws Exception {
    TestClient ada = member(here(), "a");
    assertThat(ada.emitWithAck("rooms").json()).isEqualTo("[[\"a\"]]");
    ada.emitWithAck("leave", "a");
    assertThat(ada.emitWithAck("rooms").json()).isEqualTo("[[]]");

    TestClient bob = there();
    now(CLUSTER.socket(bob).join("b"));
    assertThat(bob.emitWithAck("rooms").json()).isEqualTo("[[\"b\"]]");
    assertThat(CLUSTER.socket(bob).record().rooms()).containsExactly("b");
    now(CLUSTER.socket(bob).leave("b"));
    assertThat(bob.emitWithAck("rooms").json()).isEqualTo("[[]]");
  }

  @Test
  @DisplayName("close_room(r)")
  void closeRoom() throws Exception {
    TestClient ada = member(member(here(), "r"), "stays");
    TestClient bob = member(there(), "r");
    now(CLUSTER.server().of("/chat").to("r").socketsLeave("r"));
    assertThat(ada.emitWithAck("rooms").json()).isEqualTo("[[\"stays\"]]");
    assertThat(bob.emitWithAck("rooms").json()).isEqualTo("[[]]");
  }

  @Test
  @DisplayName("disconnect(), with sid")
  void disconnect() throws Exception {
    TestClient ada = here();
    ada.emit("end");
    assertThat(ada.disconnected()).isEqualTo("io server disconnect");

    TestClient bob = there();
    now(CLUSTER.socket(bob).disconnect(false));
    assertThat(bob.disconnected()).isEqualTo("io server disconnect");
  }
}
