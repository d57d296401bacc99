package io.tidings.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidings.engine.CloseReason;
import io.tidings.engine.Engine;
import io.tidings.handler.Namespace;
import io.tidings.handler.OnConnect;
import io.tidings.handler.OnEvent;
import io.tidings.namespace.ConnectionRefusedException;
import io.tidings.namespace.Handshake;
import io.tidings.namespace.Socket;
import io.tidings.packet.Arguments;
import io.tidings.testing.TestClient;
import io.tidings.testing.TestCluster;
import io.tidings.testing.TestInstance;
import io.tidings.testing.TestKit;
import jakarta.json.JsonObject;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** JSON frames on an ordinary session: handlers cannot tell the difference. */
class JsonSessionTest {

  @Namespace("/chat")
  static class Talk {

    @OnConnect
    void connect(Socket socket, Handshake handshake) {
      String name = (String) handshake.auth(Map.class).get("name");
      if (name == null) {
        throw new ConnectionRefusedException("no name", Map.of("code", 401));
      }
      socket.emit("welcome", name);
    }

    @OnEvent("join")
    int join(Socket socket, String room) {
      socket.join(room);
      return socket.rooms().size();
    }

    @OnEvent("say")
    void say(Socket socket, String room, Arguments all) {
      socket.to(room).emit("said", all.without(1));
    }

    @OnEvent("self")
    void self(Socket socket) {
      socket.emit("self", "me");
    }

    @OnEvent("back")
    Arguments back(Socket socket, Arguments all) {
      return all;
    }

    @OnEvent("ask me")
    void ask(Socket socket) {
      socket.emitWithAck("question", 6, 7).thenAccept(answer -> socket.emit("answered", answer));
    }

    @OnEvent("end")
    void end(Socket socket) {
      socket.disconnect(false);
    }
  }

  @Namespace("/open")
  static class Open {}

  private TestCluster cluster;
  private TestInstance instance;

  @BeforeEach
  void start() {
    cluster = TestKit.with(Talk.class, Open.class).patience(Duration.ofSeconds(20)).start(2);
    instance = cluster.instance(0);
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private JsonClient open(String... query) {
    return open(instance, query);
  }

  private static JsonClient open(TestInstance at, String... query) {
    Map<String, String> parameters = new HashMap<>();
    for (int i = 0; i < query.length; i += 2) {
      parameters.put(query[i], query[i + 1]);
    }
    return new JsonClient(at.bean(Engine.class), parameters);
  }

  /** One in {@code /chat}, past its welcome. */
  private JsonClient ada() throws Exception {
    JsonClient ada = open("namespace", "/chat", "auth", "{\"name\":\"Ada\"}");
    ada.next();
    ada.next();
    return ada;
  }

  @Test
  void theAddressConnects() throws Exception {
    JsonClient ada = open("namespace", "/chat", "auth", "{\"name\":\"Ada\"}");
    JsonObject connected = ada.object();
    assertThat(connected.getString("type")).isEqualTo("connected");
    assertThat(connected.getString("namespace")).isEqualTo("/chat");
    assertThat(connected.getString("sid")).isNotEmpty();
    assertThat(connected.getString("pid")).isNotEmpty();
    assertThat(connected.getBoolean("recovered")).isFalse();
    JsonObject welcome = ada.object();
    assertThat(welcome.getString("event")).isEqualTo("welcome");
    assertThat(welcome.get("args")).hasToString("[\"Ada\"]");
    assertThat(welcome.getString("offset")).isNotEmpty();
  }

  @Test
  void aFrameConnectsAndMoreOfThemConnectToMore() throws Exception {
    JsonClient client = open();
    client.send("{\"type\":\"connect\",\"namespace\":\"/open\"}");
    assertThat(client.object().getString("namespace")).isEqualTo("/open");
    client.send("{\"type\":\"connect\",\"namespace\":\"/chat\",\"auth\":{\"name\":\"Bob\"}}");
    assertThat(client.object().getString("namespace")).isEqualTo("/chat");
    assertThat(client.object().get("args")).hasToString("[\"Bob\"]");
  }

  @Test
  void whoIsRefusedIsToldAndMayTryAgain() throws Exception {
    JsonClient client = open("namespace", "/chat");
    assertThat(client.next())
        .isEqualTo(
            "{\"type\":\"error\",\"namespace\":\"/chat\",\"code\":\"refused\","
                + "\"message\":\"no name\",\"data\":{\"code\":401}}");
    client.send("{\"type\":\"connect\",\"namespace\":\"/none\"}");
    assertThat(client.next())
        .isEqualTo(
            "{\"type\":\"error\",\"namespace\":\"/none\",\"code\":\"refused\","
                + "\"message\":\"Invalid namespace\"}");
    client.send("{\"type\":\"connect\",\"namespace\":\"/chat\",\"auth\":{\"name\":\"Ada\"}}");
    assertThat(client.object().getString("type")).isEqualTo("connected");
    assertThat(client.isOpen()).isTrue();
  }

  @Test
  void eventsGoBothWaysBetweenAllKindsOfClients() throws Exception {
    JsonClient ada = ada();
    TestClient bob = cluster.instance(1).connect("/chat", Map.of("name", "Bob"));
    ada.send("{\"type\":\"event\",\"event\":\"join\",\"args\":[\"a\"],\"id\":0}");
    assertThat(ada.next())
        .isEqualTo("{\"type\":\"ack\",\"namespace\":\"/chat\",\"id\":0,\"args\":[1]}");
    bob.emitWithAck("join", "a");

    bob.emit("say", "a", "hi", Map.of("$binary", 1), new byte[] {1, 2});
    JsonObject said = ada.object();
    assertThat(said.getString("event")).isEqualTo("said");
    assertThat(said.get("args")).hasToString("[\"hi\",{\"$$binary\":1},{\"$binary\":\"AQI=\"}]");
    assertThat(said.getString("offset")).isNotEmpty();

    ada.send(
        "{\"type\":\"event\",\"namespace\":\"/chat\",\"event\":\"say\","
            + "\"args\":[\"a\",{\"$binary\":\"AwQ=\"},{\"$$binary\":2}]}");
    var heard = bob.received("said");
    assertThat(heard.as(0, byte[].class)).containsExactly(3, 4);
    assertThat(heard.as(1, Object.class)).isEqualTo(Map.of("$binary", BigDecimal.valueOf(2)));
  }

  @Test
  void answersGoBothWays() throws Exception {
    JsonClient ada = ada();
    ada.send(
        "{\"type\":\"event\",\"event\":\"back\",\"id\":1,\"args\":[1,{\"$binary\":\"AQ==\"}]}");
    assertThat(ada.object().get("args")).hasToString("[1,{\"$binary\":\"AQ==\"}]");
    ada.send("{\"type\":\"event\",\"event\":\"ask me\"}");
    JsonObject question = ada.object();
    assertThat(question.getString("event")).isEqualTo("question");
    assertThat(question.containsKey("offset")).isFalse();
    ada.send("{\"type\":\"ack\",\"id\":" + question.getInt("id") + ",\"args\":[42]}");
    assertThat(ada.object().get("args")).hasToString("[42]");
  }

  @Test
  void eitherSideEndsANamespace() throws Exception {
    JsonClient ada = ada();
    ada.send("{\"type\":\"event\",\"event\":\"end\"}");
    assertThat(ada.next()).isEqualTo("{\"type\":\"disconnect\",\"namespace\":\"/chat\"}");
    ada.send("{\"type\":\"connect\",\"namespace\":\"/open\"}");
    ada.next();
    ada.send("{\"type\":\"disconnect\",\"namespace\":\"/open\"}");
    ada.send("{\"type\":\"connect\",\"namespace\":\"/open\"}");
    assertThat(ada.object().getString("type")).isEqualTo("connected");
  }

  @ParameterizedTest
  @CsvSource({"0", "1"})
  void aLostClientComesBackToWhatItMissed(int where) throws Exception {
    JsonClient ada = open("namespace", "/chat", "auth", "{\"name\":\"Ada\"}");
    JsonObject connected = ada.object();
    ada.next();
    TestClient bob = instance.connect("/chat", Map.of("name", "Bob"));
    ada.send("{\"type\":\"event\",\"event\":\"join\",\"args\":[\"a\"],\"id\":0}");
    ada.next();
    bob.emit("say", "a", 1);
    String offset = ada.object().getString("offset");
    ada.send("{\"type\":\"event\",\"event\":\"self\"}");
    assertThat(ada.object().getString("event")).isEqualTo("self");
    ada.drop();
    bob.emit("say", "a", 2);
    bob.emitWithAck("back");

    JsonClient again =
        open(
            cluster.instance(where),
            "namespace",
            "/chat",
            "pid",
            connected.getString("pid"),
            "offset",
            offset);
    JsonObject self = again.object();
    assertThat(self.get("args")).hasToString("[\"me\"]");
    assertThat(self.getString("offset")).isNotEmpty();
    assertThat(again.object().get("args")).hasToString("[2]");
    JsonObject back = again.object();
    assertThat(back.getBoolean("recovered")).isTrue();
    assertThat(back.getString("sid")).isEqualTo(connected.getString("sid"));
    bob.emit("say", "a", 3);
    assertThat(again.object().get("args")).hasToString("[3]");
  }

  @Test
  void whoCannotComeBackBeginsAnew() throws Exception {
    JsonClient client = open();
    client.send(
        "{\"type\":\"connect\",\"namespace\":\"/open\",\"pid\":\"unknown\",\"offset\":\"x\"}");
    assertThat(client.object().getBoolean("recovered")).isFalse();
  }

  @Test
  void thePingsOfWebSocketKeepItAlive() throws Exception {
    JsonClient ada = ada();
    for (int i = 0; i < 3; i++) {
      instance.advance(25_000);
      ada.answerPing();
    }
    ada.send("{\"type\":\"ping\"}");
    assertThat(ada.next()).isEqualTo("{\"type\":\"pong\"}");
    instance.advance(45_000);
    assertThat(ada.closed()).isEqualTo(CloseReason.PING_TIMEOUT);
  }

  @Test
  void whoNeverConnectsIsSentAway() throws Exception {
    JsonClient client = open();
    instance.advance(25_000);
    client.answerPing();
    instance.advance(20_000);
    assertThat(client.closed()).isEqualTo(CloseReason.CONNECT_TIMEOUT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "junk|not a JSON object",
        "{\"type\":\"event\",\"event\":\"e\",\"args\":[}|malformed JSON at 36",
        "{\"type\":\"nonsense\"}|unknown type \"nonsense\"",
        "{\"type\":\"event\",\"event\":\"connect\"}|reserved event name",
        "{\"type\":\"event\",\"namespace\":\"/open\",\"event\":\"e\"}"
            + "|packet before connect: send {\"type\":\"connect\",\"namespace\":\"/open\"} first, or"
            + " have ?namespace=/open in the address",
        "{\"type\":\"connect\",\"namespace\":\"/chat\"}|second connect to a namespace",
        "{\"type\":\"event\",\"event\":\"e\",\"args\":[{\"$binary\":1}]}"
            + "|\"$binary\" must be the one member, and base64"
      })
  void whoBreaksTheProtocolIsToldHowAndSentAway(String frame, String message) throws Exception {
    JsonClient ada = ada();
    ada.send(frame);
    JsonObject error = ada.object();
    assertThat(error.getString("type")).isEqualTo("error");
    assertThat(error.getString("code")).isEqualTo("protocol");
    assertThat(error.getString("message")).isEqualTo(message);
    assertThat(error.containsKey("namespace")).isFalse();
    assertThat(ada.closed()).isEqualTo(CloseReason.PARSE_ERROR);
    assertThat(instance.bean(Engine.class).count()).isZero();
    ada.send("{\"type\":\"ping\"}");
  }

  @Test
  void binaryFramesHaveNoMeaning() throws Exception {
    JsonClient ada = ada();
    ada.send(new byte[] {1});
    assertThat(ada.object().getString("message")).contains("binary");
    assertThat(ada.closed()).isEqualTo(CloseReason.PARSE_ERROR);
  }

  @Test
  void aFaultInTheAddressIsToldLikewise() throws Exception {
    JsonClient client = open("auth", "nonsense");
    assertThat(client.object().getString("message")).isEqualTo("auth is not a JSON object");
    assertThat(client.closed()).isEqualTo(CloseReason.PARSE_ERROR);
  }

  /** Bytes at random, and pieces of good frames at random: each client is served or sent away. */
  @Test
  void junkLeavesNothingBehind() throws Exception {
    String good =
        "{\"type\":\"event\",\"event\":\"back\",\"args\":[{\"$binary\":\"AA==\"}],\"id\":1}";
    for (int i = 0; i < 300; i++) {
      JsonClient client = open("namespace", "/open");
      ThreadLocalRandom random = ThreadLocalRandom.current();
      for (int n = 0; n < 5; n++) {
        StringBuilder frame = new StringBuilder(good);
        for (int m = random.nextInt(3); m > 0; m--) {
          frame.setCharAt(random.nextInt(frame.length()), (char) random.nextInt(32, 127));
        }
        client.send(frame.toString());
      }
      client.drop();
    }
    assertThat(instance.bean(Engine.class).count()).isZero();
  }
}
