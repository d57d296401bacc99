package io.tidings.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tidings.handler.Namespace;
import io.tidings.handler.OnConnect;
import io.tidings.handler.OnDisconnect;
import io.tidings.handler.OnEvent;
import io.tidings.handler.RequestFilter;
import io.tidings.namespace.ConnectionRefusedException;
import io.tidings.namespace.DisconnectReason;
import io.tidings.namespace.Handshake;
import io.tidings.namespace.Socket;
import io.tidings.namespace.SocketServer;
import io.tidings.packet.Arguments;
import io.tidings.rooms.RoomService;
import jakarta.annotation.Resource;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotBlank;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** What the kit promises to those who test handlers with it. */
class TestKitTest {

  /** A bean of the application's own. */
  @ApplicationScoped
  static class Notes {
    private final List<String> taken = new CopyOnWriteArrayList<>();

    void take(String note) {
      taken.add(note);
    }

    List<String> taken() {
      return taken;
    }
  }

  @Namespace("/work")
  static class Work {
    @Inject private Notes notes;

    @OnConnect
    void connect(Socket socket, Handshake handshake) {
      if (handshake.auth().contains("stranger")) {
        throw new ConnectionRefusedException("who?", Map.of("code", 401));
      }
      socket.emit("welcome", "come", "in");
    }

    @OnEvent("join")
    void join(Socket socket, String room) {
      socket.join(room);
    }

    @OnEvent("tell")
    int tell(Socket socket, String room, String what) {
      socket.to(room).emit("told", what);
      return what.length();
    }

    @OnEvent("ask me")
    void ask(Socket socket, long timeout) {
      socket
          .emitWithAck(timeout, "question", 6, 7)
          .whenComplete(
              (answer, failure) ->
                  notes.take(failure == null ? answer.json() : failure.getClass().getSimpleName()));
    }

    @OnEvent("bytes")
    Arguments bytes(Socket socket, Arguments arguments) {
      socket.emit("bytes", arguments);
      return arguments;
    }

    @OnEvent("language")
    String language(Handshake handshake) {
      return handshake.query("room").orElse("none")
          + " "
          + handshake.header("accept-language").orElse("none");
    }

    @OnEvent("end")
    void end(Socket socket) {
      socket.disconnect(true);
    }

    @OnEvent("mute")
    void mute(Socket socket, io.tidings.namespace.Ack ack) {}

    @OnDisconnect
    void disconnect(DisconnectReason reason) {
      notes.take(reason.text());
    }
  }

  @Namespace("/wrong")
  static class Wrong {
    @OnConnect
    void connect(String text) {}
  }

  private static final TestKit KIT =
      TestKit.with(Work.class, Notes.class).patience(Duration.ofSeconds(20));

  private static final TestKit IMPATIENT = KIT.patience(Duration.ofMillis(200));

  @Test
  void anEventIsTakenOnceAndInOrder() {
    try (TestInstance server = KIT.start()) {
      TestClient client = server.connect("/work");
      client.emit("bytes", 1);
      client.emit("bytes", 2);

      assertThat(client.received("bytes").as(int.class)).isEqualTo(1);
      assertThat(client.received("bytes").as(int.class)).isEqualTo(2);
      client.receivedNo("bytes");
      assertThat(client.received("welcome").as(1, String.class)).isEqualTo("in");
    }
  }

  @Test
  void whatDoesNotComeIsReportedWithWhatCame() {
    try (TestInstance server = IMPATIENT.start()) {
      TestClient client = server.connect("/work");
      client.received("welcome");

      assertThatThrownBy(() -> client.received("goodbye"))
          .isInstanceOf(AssertionError.class)
          .hasMessage(
              "no \"goodbye\" within 200 ms; received instead: [welcome [\"come\",\"in\"]]");
      assertThatThrownBy(() -> client.emitWithAck("mute"))
          .hasMessage(
              "no answer to \"mute\" within 200 ms; received instead: [welcome [\"come\",\"in\"]]");
    }
  }

  @Test
  void aConnectionThatEndedIsNotWaitedFor() {
    try (TestInstance server = KIT.start()) {
      TestClient client = server.connect("/work");
      client.received("welcome");
      client.emit("end");

      assertThatThrownBy(() -> client.received("more"))
          .hasMessageStartingWith("no \"more\"; received instead: [welcome")
          .hasMessageContaining("the connection has ended: ");
      assertThat(client.disconnected()).isNotEmpty();
      assertThat(client.isConnected()).isFalse();
    }
  }

  @Test
  void whatShouldNotHaveComeIsReported() {
    try (TestInstance server = KIT.start()) {
      TestClient client = server.connect("/work");
      assertThatThrownBy(() -> client.receivedNo("welcome"))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("received welcome [\"come\",\"in\"], and should not have");
    }
  }

  @Test
  void anArgumentOfAnotherTypeIsReported() {
    try (TestInstance server = KIT.start()) {
      Message welcome = server.connect("/work").received("welcome");
      assertThatThrownBy(() -> welcome.as(int.class))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("number")
          .hasMessageContaining("welcome [");
      assertThatThrownBy(() -> welcome.as(2, String.class)).hasMessageContaining("no argument 2");
      assertThatThrownBy(() -> welcome.answer(1)).hasMessageContaining("expects no answer");
    }
  }

  @Test
  void aClientComesWithWhatATestSays() {
    try (TestInstance server = KIT.start()) {
      TestClient client =
          server.open("/work", Map.of("room", "lobby"), Map.of("Accept-Language", "eo"));
      client.join(Map.of());
      assertThat(client.emitWithAck("language").as(String.class)).isEqualTo("lobby eo");
      Message without = server.connect("/work").emitWithAck("language");
      assertThat(without.as(String.class)).isEqualTo("none none");
    }
  }

  @Test
  void aRefusalIsToldOrReported() {
    try (TestInstance server = KIT.start()) {
      Refusal refusal = server.refused("/work", Map.of("name", "stranger"));
      assertThat(refusal.message()).isEqualTo("who?");
      assertThat(refusal.data()).hasToString("{\"code\":401}");
      assertThat(server.refused("/nowhere", Map.of()).message()).isEqualTo("Invalid namespace");
      assertThatThrownBy(() -> server.connect("/work", Map.of("name", "stranger")))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("who?");
      assertThatThrownBy(() -> server.refused("/work", Map.of()))
          .isInstanceOf(AssertionError.class);
    }
  }

  @Test
  void binaryGoesThereAndBack() {
    try (TestInstance server = KIT.start()) {
      TestClient client = server.connect("/work");
      Message answer = client.emitWithAck("bytes", new byte[] {1, 2}, "x");
      assertThat(answer.as(byte[].class)).containsExactly(1, 2);
      assertThat(client.received("bytes").as(byte[].class)).containsExactly(1, 2);
    }
  }

  @Test
  void theServersQuestionIsAnswered() {
    try (TestInstance server = KIT.start()) {
      TestClient client = server.connect("/work");
      client.emit("ask me", 1000);
      Message question = client.received("question");

      question.answer(question.as(0, int.class) * question.as(1, int.class));

      await().until(() -> server.bean(Notes.class).taken().equals(List.of("[42]")));
    }
  }

  @Test
  void theServersQuestionTimesOutByTheClock() {
    try (TestInstance server = KIT.start()) {
      TestClient client = server.connect("/work");
      client.emit("ask me", 3_600_000);
      client.received("question");

      server.advance(3_599_999);
      assertThat(server.bean(Notes.class).taken()).isEmpty();
      server.advance(1);
      await().until(() -> server.bean(Notes.class).taken().equals(List.of("TimeoutException")));
    }
  }

  @Test
  void clientsAnswerPingsUntilTheyFallSilent() {
    try (TestInstance server = KIT.set("tidings.ping-interval", "10000").start()) {
      TestClient client = server.connect("/work");
      server.advance(86_400_000);
      assertThat(client.isConnected()).isTrue();

      client.fallSilent();
      server.advance(150_000);

      await().until(() -> server.bean(Notes.class).taken().equals(List.of("ping timeout")));
    }
  }

  @Test
  void whoJoinsNothingIsSentAway() {
    try (TestInstance server = KIT.start()) {
      TestClient client = server.open("/work");
      server.advance(44_999);
      assertThat(client.isConnected()).isTrue();
      server.advance(1);
      assertThat(client.disconnected()).isEqualTo("connect timeout");
    }
  }

  @Test
  void leavingAndLosingTheConnectionAreToldApart() {
    try (TestInstance server = KIT.start()) {
      server.connect("/work").disconnect();
      server.connect("/work").drop();
      server.advance(120_000);
      await()
          .untilAsserted(
              () ->
                  assertThat(server.bean(Notes.class).taken())
                      .containsExactlyInAnyOrder("client namespace disconnect", "transport close"));
    }
  }

  @Test
  void instancesShareEventsAndPresence() {
    try (TestCluster cluster = KIT.start(3)) {
      TestClient one = cluster.instance(0).connect("/work");
      TestClient two = cluster.instance(1).connect("/work");
      TestClient three = cluster.instance(2).connect("/work");
      one.emitWithAck("join", "room");
      two.emitWithAck("join", "room");

      assertThat(three.emitWithAck("tell", "room", "hello").as(int.class)).isEqualTo(5);

      assertThat(one.received("told").as(String.class)).isEqualTo("hello");
      assertThat(two.received("told").as(String.class)).isEqualTo("hello");
      three.receivedNo("told");
      assertThat(
              cluster
                  .instance(2)
                  .server()
                  .socket(one.id())
                  .toCompletableFuture()
                  .join()
                  .orElseThrow()
                  .record()
                  .rooms())
          .contains("room");
    }
  }

  @Test
  void whatIsScheduledOnAllInstancesRunsOnOneOfThem() {
    try (TestCluster cluster = KIT.start(2)) {
      TestClient one = cluster.instance(0).connect("/work");
      TestClient two = cluster.instance(1).connect("/work");
      assertThat(List.of(tick(cluster, 0), tick(cluster, 1), tick(cluster, 0)))
          .containsExactly(true, false, true);
      for (TestClient each : List.of(one, two)) {
        each.received("tick");
        each.received("tick");
        each.receivedNo("tick");
      }

      cluster.instance(0).close();

      assertThat(tick(cluster, 1)).isTrue();
      two.received("tick");
    }
  }

  private static boolean tick(TestCluster cluster, int instance) {
    SocketServer server = cluster.instance(instance).server();
    return server
        .once("tick", () -> server.of("/work").emit("tick"))
        .toCompletableFuture()
        .orTimeout(20, TimeUnit.SECONDS)
        .join();
  }

  @Test
  void anInstanceThatStopsLeavesTheOthersTheirClients() {
    try (TestCluster cluster = KIT.start(2)) {
      TestClient one = cluster.instance(0).connect("/work");
      TestClient two = cluster.instance(1).connect("/work");

      cluster.instance(0).close();

      assertThat(one.isConnected()).isFalse();
      two.emitWithAck("tell", "room", "x");
      TestClient three = cluster.start().connect("/work");
      three.emitWithAck("join", "room");
      two.emitWithAck("tell", "room", "again");
      assertThat(three.received("told").as(String.class)).isEqualTo("again");
    }
  }

  @Test
  void beansThatConfigurationSwitchesAreSwitched() {
    TestKit rooms = TestKit.with(RoomService.class);
    try (TestInstance server = rooms.start()) {
      assertThat(server.connect("/").emitWithAck("join", "a").json()).contains("\"ok\":true");
    }
    TestKit without = rooms.set("tidings.rooms.enabled", "false").patience(Duration.ofMillis(200));
    try (TestInstance server = without.start()) {
      TestClient client = server.connect("/");
      assertThatThrownBy(() -> client.emitWithAck("join", "a")).hasMessageStartingWith("no answer");
    }
  }

  @Test
  void whatWouldNotDeployDoesNotStart() {
    assertThatThrownBy(() -> TestKit.with(Wrong.class).start())
        .hasStackTraceContaining("Wrong.connect")
        .hasStackTraceContaining("allowed are");
    assertThatThrownBy(() -> KIT.set("tidings.ping-interval", "soon").start())
        .hasStackTraceContaining("tidings.ping-interval is \"soon\"");
  }

  /** Asks for roles, and for valid arguments. */
  @Namespace("/office")
  static class Office {
    @OnEvent("sign")
    @RolesAllowed("clerk")
    String sign(Handshake handshake, @NotBlank String paper, @Valid Paper more) {
      return handshake.user().orElseThrow() + " " + handshake.isUserInRole("clerk");
    }
  }

  /** Valid or not. */
  public record Paper(@Max(10) int pages) {}

  /** Lets nobody in who says so. */
  @ApplicationScoped
  static class Closed implements RequestFilter {
    @Override
    public void filter(Handshake handshake) {
      if (handshake.query("closed").isPresent()) {
        throw new ConnectionRefusedException("we are closed");
      }
    }
  }

  /** Wants what only a server has. */
  @Namespace("/server")
  static class WantsTheServer {
    @Resource ExecutorService executor;
  }

  @Test
  void usersHaveRolesAndArgumentsAreValid() {
    try (TestInstance server = TestKit.with(Office.class, Closed.class).start()) {
      TestClient clerk = server.as("ann", "clerk", "unheard of").connect("/office");
      assertThat(clerk.emitWithAck("sign", "x", new Paper(1)).json()).isEqualTo("[\"ann true\"]");
      assertThat(clerk.emitWithAck("sign", " ", new Paper(1)).json())
          .isEqualTo("[{\"error\":\"argument 1 must not be blank\"}]");
      assertThat(clerk.emitWithAck("sign", "x", new Paper(11)).json())
          .contains("argument 2: pages must be less than or equal to 10");
      TestClient other = server.as("bob", "guest").connect("/office");
      assertThat(other.emitWithAck("sign", "x", new Paper(1)).json())
          .isEqualTo("[{\"error\":\"forbidden\"}]");
      assertThat(server.connect("/office").emitWithAck("sign", "x", new Paper(1)).json())
          .isEqualTo("[{\"error\":\"forbidden\"}]");
    }
  }

  @Test
  void aConnectionThatIsRefusedIsNotOpen() {
    try (TestInstance server = TestKit.with(Office.class, Closed.class).start()) {
      assertThatThrownBy(() -> server.open("/office", Map.of("closed", "1"), Map.of()))
          .isInstanceOf(AssertionError.class)
          .hasMessage("no connection: we are closed");
    }
  }

  @Test
  void whatIsAbsentFailsLoudly() {
    assertThatThrownBy(() -> TestKit.with(WantsTheServer.class).start())
        .hasMessageContaining("WantsTheServer.executor: @Resource is the server's");
    assertThatThrownBy(() -> Absent.check(Office.class, false))
        .hasMessageContaining("Office.sign")
        .hasMessageContaining("@NotBlank would not be looked at")
        .hasMessageContaining("io.tidings:tidings-testing");
    assertThat(Logger.getLogger("org.jboss.weld.Bootstrap").isLoggable(Level.INFO)).isFalse();
  }

  @Test
  void whoLosesItsConnectionComesBackToItsSocket() {
    try (TestInstance server = KIT.start()) {
      TestClient lost = server.connect("/work");
      lost.emitWithAck("join", "room");
      lost.drop();
      server.connect("/work").emitWithAck("tell", "room", "while you were away");

      TestClient back = lost.reconnect(server);

      assertThat(back.isRecovered()).isTrue();
      assertThat(back.id()).isEqualTo(lost.id());
      assertThat(back.received("told").json()).isEqualTo("[\"while you were away\"]");
      assertThat(server.bean(Notes.class).taken()).isEmpty();
    }
  }

  @Test
  void whoComesBackTooLateIsNew() {
    try (TestInstance server = KIT.start()) {
      TestClient lost = server.connect("/work");
      lost.drop();
      server.advance(120_000);
      assertThat(lost.reconnect(server).isRecovered()).isFalse();
    }
  }
}
