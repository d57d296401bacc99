package names;

import static names.TwoInstances.now;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tidings.handler.HandshakeFilter;
import io.tidings.handler.Namespace;
import io.tidings.handler.NamespaceParam;
import io.tidings.handler.OnConnect;
import io.tidings.handler.OnEvent;
import io.tidings.handler.OnServerEvent;
import io.tidings.handler.RequestFilter;
import io.tidings.namespace.Answers;
import io.tidings.namespace.ConnectionRefusedException;
import io.tidings.namespace.Handshake;
import io.tidings.namespace.Occurrence.RoomCreated;
import io.tidings.namespace.Occurrence.RoomDeleted;
import io.tidings.namespace.Occurrence.RoomJoined;
import io.tidings.namespace.Occurrence.RoomLeft;
import io.tidings.namespace.RemoteSocket;
import io.tidings.namespace.Socket;
import io.tidings.namespace.SocketServer;
import io.tidings.namespace.Sockets;
import io.tidings.testing.TestClient;
import io.tidings.testing.TestCluster;
import io.tidings.testing.TestKit;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The README's table for those who know socket.io's {@code Server}: a test for a row. */
class SocketIoServerTest {

  @Namespace("/")
  static class Main {

    @OnConnect
    void connect(Socket socket) {
      socket.emit("welcome", socket.namespace());
    }

    @OnEvent("join")
    void join(Socket socket, String room) {
      socket.join(room);
    }

    @OnEvent("leave")
    void leave(Socket socket, String room) {
      socket.leave(room);
    }

    @OnServerEvent("price")
    String price(String article, double price) {
      return article + " for " + price;
    }
  }

  @Namespace("/tenant-{id}")
  static class Tenant {

    @OnEvent("which")
    List<String> which(Socket socket, @NamespaceParam("id") String id) {
      return List.of(socket.namespace(), id);
    }
  }

  @Namespace("/door")
  static class Door {

    @OnEvent("seen by")
    String seenBy(Socket socket) {
      return socket.data().get("seen by", String.class).orElseThrow();
    }
  }

  @ApplicationScoped
  @Priority(2)
  static class Second implements HandshakeFilter {
    @Override
    public void filter(Socket socket) {
      String before = socket.data().get("seen by", String.class).orElse("nobody");
      socket.data().put("seen by", before + ", second");
    }
  }

  @ApplicationScoped
  @Priority(1)
  static class First implements HandshakeFilter {
    @Override
    public void filter(Socket socket) {
      if (socket.handshake().header("x-key").orElse("").equals("wrong")) {
        throw new ConnectionRefusedException("wrong key", Map.of("code", 403));
      }
      socket.data().put("seen by", "first");
    }
  }

  @ApplicationScoped
  static class Outside implements RequestFilter {
    @Override
    public void filter(Handshake handshake) {
      if (handshake.header("x-key").orElse("").equals("none")) {
        throw new ConnectionRefusedException("no key");
      }
    }
  }

  @ApplicationScoped
  static class Watcher {
    private final List<String> seen = new CopyOnWriteArrayList<>();

    void created(@Observes RoomCreated room) {
      see("create", room.room());
    }

    void joined(@Observes RoomJoined room) {
      see("join", room.room());
    }

    void left(@Observes RoomLeft room) {
      see("leave", room.room());
    }

    void deleted(@Observes RoomDeleted room) {
      see("delete", room.room());
    }

    private void see(String what, String room) {
      if (room.equals("watched")) {
        seen.add(what);
      }
    }

    List<String> seen() {
      return seen;
    }
  }

  /** A bean of the application that is no handler. */
  @ApplicationScoped
  static class Elsewhere {
    @Inject private SocketServer server;

    SocketServer server() {
      return server;
    }
  }

  private static final TwoInstances CLUSTER =
      new TwoInstances(
          Main.class,
          Tenant.class,
          Door.class,
          Outside.class,
          First.class,
          Second.class,
          Watcher.class,
          Elsewhere.class);

  @AfterEach
  void reset() {
    CLUSTER.reset();
  }

  @AfterAll
  static void close() {
    CLUSTER.close();
  }

  private static TestClient here() {
    return CLUSTER.connectHere("/");
  }

  private static TestClient there() {
    return CLUSTER.connectThere("/");
  }

  private static TestClient member(TestClient client, String room) {
    client.emitWithAck("join", room);
    return client;
  }

  private static Sockets all() {
    return CLUSTER.server().of("/");
  }

  private static List<String> ids(Sockets sockets) throws Exception {
    return now(sockets.fetchSockets()).stream().map(RemoteSocket::id).toList();
  }

  @Test
  @DisplayName("option allowRequest")
  void allowRequest() {
    assertThat(CLUSTER.connectHere("/door", Map.of(), Map.of("X-Key", "right"), Map.of()))
        .isNotNull();
    assertThatThrownBy(() -> CLUSTER.here().open("/door", Map.of(), Map.of("X-Key", "none")))
        .hasMessage("no connection: no key");
  }

  @Test
  @DisplayName("of(\"/x\"), io.sockets, nsp.server")
  void of() throws Exception {
    TestClient main = there();
    TestClient tenant = CLUSTER.connectThere("/tenant-1");
    SocketServer injected = CLUSTER.here().bean(Elsewhere.class).server();

    now(injected.of("/tenant-1").emit("news", "theirs"));
    now(injected.of("/").emit("news", "ours"));

    assertThat(tenant.received("news").as(String.class)).isEqualTo("theirs");
    assertThat(main.received("news").as(String.class)).isEqualTo("ours");
    tenant.receivedNo("news");
    main.receivedNo("news");
  }

  @Test
  @DisplayName("of(regex), of(function)")
  void ofMany() {
    assertThat(CLUSTER.connectHere("/tenant-7").emitWithAck("which").json())
        .isEqualTo("[[\"/tenant-7\",\"7\"]]");
    assertThat(CLUSTER.here().refused("/nobody", Map.of()).message())
        .isEqualTo("Invalid namespace");
  }

  @Test
  @DisplayName("on(\"connection\"), on(\"connect\"), on(\"new_namespace\")")
  void onConnection() {
    assertThat(here().received("welcome").as(String.class)).isEqualTo("/");
  }

  @Test
  @DisplayName("use(…)")
  void use() {
    assertThat(CLUSTER.connectHere("/door").emitWithAck("seen by").as(String.class))
        .isEqualTo("first, second");
  }

  @Test
  @DisplayName("emit, send, write")
  void emit() throws Exception {
    TestClient ada = here();
    TestClient bob = there();
    now(all().emit("message", 1, List.of("two")));
    assertThat(ada.received("message").json()).isEqualTo("[1,[\"two\"]]");
    assertThat(bob.received("message").json()).isEqualTo("[1,[\"two\"]]");
  }

  @Test
  @DisplayName("emitWithAck, timeout(…)")
  void emitWithAck() throws Exception {
    TestClient ada = here();
    TestClient bob = there();
    CompletionStage<Answers> asked = all().timeout(1_000).emitWithAck("ready?");
    bob.received("ready?").answer("yes", 2);
    ada.received("ready?").answer("no");
    Answers answers = now(asked);
    assertThat(answers.isComplete()).isTrue();
    assertThat(answers.received().get(bob.id()).json()).isEqualTo("[\"yes\",2]");
    assertThat(answers.received().get(ada.id()).json()).isEqualTo("[\"no\"]");

    CompletionStage<Answers> silence = all().timeout(1_000).emitWithAck("ready?");
    bob.received("ready?");
    ada.received("ready?");
    CLUSTER.advance(999);
    assertThat(silence.toCompletableFuture()).isNotDone();
    CLUSTER.advance(1);
    assertThat(now(silence).unanswered()).containsExactlyInAnyOrder(ada.id(), bob.id());
  }

  @Test
  @DisplayName("to, in, except, local, volatile")
  void to() throws Exception {
    TestClient ada = member(here(), "a");
    TestClient bob = member(member(there(), "a"), "b");

    now(all().to("a").except("b").emit("1"));
    now(all().in("b").emit("2"));
    now(all().local().emit("3"));
    now(all().lossy().emit("4"));

    assertThat(ada.received("1").size()).isZero();
    assertThat(ada.received("3").size()).isZero();
    assertThat(ada.received("4").size()).isZero();
    ada.receivedNo("2");
    assertThat(bob.received("2").size()).isZero();
    assertThat(bob.received("4").size()).isZero();
    bob.receivedNo("1");
    bob.receivedNo("3");
  }

  @Test
  @DisplayName("fetchSockets, allSockets (deprecated), nsp.sockets")
  void fetchSockets() throws Exception {
    TestClient ada = member(here(), "found");
    TestClient bob = member(there(), "found");
    TestClient cleo = there();
    assertThat(ids(all())).containsExactlyInAnyOrder(ada.id(), bob.id(), cleo.id());
    assertThat(ids(all().to("found"))).containsExactlyInAnyOrder(ada.id(), bob.id());
    assertThat(ids(all().to("found").local())).containsExactly(ada.id());
  }

  @Test
  @DisplayName("socketsJoin, socketsLeave, disconnectSockets")
  void sockets() throws Exception {
    TestClient ada = here();
    TestClient bob = member(there(), "first");
    now(all().to("first").socketsJoin("second", "third"));
    assertThat(ids(all().to("third"))).containsExactly(bob.id());
    now(all().socketsLeave("second"));
    assertThat(ids(all().to("second"))).isEmpty();
    now(all().to("third").disconnectSockets(true));
    assertThat(bob.disconnected()).isEqualTo("io server disconnect");
    assertThat(ids(all())).containsExactly(ada.id());
  }

  @Test
  @DisplayName("serverSideEmit, serverSideEmitWithAck, io.on(\"e\")")
  void serverSideEmit() throws Exception {
    TestClient client = there();
    Answers answers = now(all().serverSideEmit("price", "tea", 4.5));
    assertThat(answers.received()).containsOnlyKeys(CLUSTER.there().id());
    assertThat(answers.received().get(CLUSTER.there().id()).json()).isEqualTo("[\"tea for 4.5\"]");
    client.receivedNo("price");
  }

  @Test
  @DisplayName("adapter events create-room, join-room, leave-room, delete-room")
  void roomEvents() {
    TestClient ada = member(here(), "watched");
    TestClient bob = member(here(), "watched");
    bob.emitWithAck("leave", "watched");
    ada.disconnect();
    await()
        .untilAsserted(
            () ->
                assertThat(CLUSTER.here().bean(Watcher.class).seen())
                    .containsExactly("create", "join", "join", "leave", "leave", "delete"));
    assertThat(CLUSTER.there().bean(Watcher.class).seen()).isEmpty();
  }

  @Test
  @DisplayName("close")
  void stop() {
    try (TestCluster other = TestKit.with(Main.class).start(2)) {
      TestClient ada = other.instance(0).connect("/");
      TestClient bob = other.instance(1).connect("/");
      other.instance(0).close();
      assertThat(ada.disconnected()).isNotEmpty();
      assertThat(bob.isConnected()).isTrue();
    }
  }

  @Test
  @DisplayName("nsp.name")
  void name() {
    assertThat(CLUSTER.connectThere("/tenant-2").emitWithAck("which").json()).contains("/tenant-2");
  }

  @Test
  @DisplayName("connectionStateRecovery, socket.recovered")
  void connectionStateRecovery() {
    TestClient ada = here();
    String id = ada.id();
    ada.drop();
    CLUSTER.server().to(id).emit("missed", 1);
    TestClient again = CLUSTER.reconnectHere(ada);
    assertThat(again.isRecovered()).isTrue();
    assertThat(again.id()).isEqualTo(id);
    assertThat(again.received("missed").as(int.class)).isEqualTo(1);
  }
}
