package io.tidings.endtoend;

import static io.tidings.endtoend.ForeignWar.ask;
import static io.tidings.endtoend.ForeignWar.next;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.socket.client.IO;
import io.socket.client.Socket;
import jakarta.json.JsonObject;
import jakarta.websocket.CloseReason;
import java.io.File;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code /ws} in Payara Micro, with short times, and clients of Jakarta WebSocket. */
@ExtendWith(ArquillianExtension.class)
@RunAsClient
class WebSocketIT {

  private static final String HOST = ForeignWar.HOST;
  private static final String WS = "ws://" + HOST + "/ws";
  private static final String CONNECTED = WS + "?namespace=/";
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @Deployment(testable = false)
  static WebArchive war() {
    return ShrinkWrap.create(ZipImporter.class, "conformance.war")
        .importFrom(new File("target/tidings-conformance.war"))
        .as(WebArchive.class);
  }

  @Test
  void allKindsOfClientsShareARoom() throws Exception {
    Socket io =
        IO.socket(URI.create("http://" + HOST), IO.Options.builder().setForceNew(true).build());
    try (JsonSocket ws = new JsonSocket(CONNECTED)) {
      io.connect();
      ask(io, "join", "news");
      ws.send("{\"type\":\"event\",\"event\":\"join\",\"args\":[\"news\"],\"id\":1}");
      JsonObject joined = ws.next("ack");
      assertThat(joined.getInt("id")).isEqualTo(1);
      assertThat(joined.getJsonArray("args").getJsonObject(0).getInt("members")).isEqualTo(2);

      CompletableFuture<Object> heard = next(io, "from-rest");
      assertThat(
              publish(
                  "{\"rooms\":[\"news\"],\"event\":\"from-rest\",\"args\":[\"hi\",{\"$binary\":1}]}"))
          .isEqualTo(202);
      assertThat(heard.get(20, TimeUnit.SECONDS)).isEqualTo("hi");
      assertThat(ws.event("from-rest").get("args")).hasToString("[\"hi\",{\"$$binary\":1}]");

      io.emit("publish", "news", "from-io", new byte[] {1, 2});
      assertThat(ws.event("from-io").get("args")).hasToString("[{\"$binary\":\"AQI=\"}]");

      CompletableFuture<Object> binary = next(io, "from-ws");
      ws.send(
          "{\"type\":\"event\",\"event\":\"publish\","
              + "\"args\":[\"news\",\"from-ws\",{\"$binary\":\"AwQ=\"}]}");
      assertThat((byte[]) binary.get(20, TimeUnit.SECONDS)).containsExactly(3, 4);
      assertThat(ws.event("from-ws").get("args")).hasToString("[{\"$binary\":\"AwQ=\"}]");
    } finally {
      io.disconnect();
    }
  }

  @Test
  void metricsSayWhetherWebSocketsTakeTheShortWays() throws Exception {
    String fast = "off".equals(System.getenv("TIDINGS_WEBSOCKET_FAST_PATH")) ? " 0" : " 1";
    try (JsonSocket ws = new JsonSocket(CONNECTED)) {
      ws.send("{\"type\":\"event\",\"event\":\"echo\",\"args\":[1],\"id\":1}");
      ws.next("ack");
      await()
          .untilAsserted(
              () ->
                  assertThat(metrics("tidings_websocket_fast"))
                      .hasSize(3)
                      .allMatch(line -> line.endsWith(fast)));
      assertThat(metrics("tidings_connections"))
          .filteredOn(line -> line.contains("transport=\"websocket\""))
          .singleElement()
          .matches(line -> !line.endsWith(" 0"));
    }
  }

  private static List<String> metrics(String name) throws Exception {
    return HTTP.send(
            HttpRequest.newBuilder(URI.create("http://" + HOST + "/metrics")).build(),
            HttpResponse.BodyHandlers.ofString())
        .body()
        .lines()
        .filter(line -> line.startsWith(name))
        .toList();
  }

  private static int publish(String event) throws Exception {
    return HTTP.send(
            HttpRequest.newBuilder(URI.create("http://" + HOST + "/api/events"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(event))
                .build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  @Test
  void aFrameConnects() throws Exception {
    try (JsonSocket ws = new JsonSocket(WS)) {
      ws.send("{\"type\":\"connect\",\"namespace\":\"/custom\",\"auth\":{\"token\":7}}");
      assertThat(ws.next().getString("type")).isEqualTo("connected");
      JsonObject auth = ws.next();
      assertThat(auth.getString("namespace")).isEqualTo("/custom");
      assertThat(auth.get("args")).hasToString("[{\"token\":7}]");
    }
  }

  @Test
  void theServerAsksAndIsAnswered() throws Exception {
    try (JsonSocket ws = new JsonSocket(CONNECTED)) {
      ws.send("{\"type\":\"event\",\"event\":\"ask\",\"args\":[\"who\",5000]}");
      ws.send("{\"type\":\"ack\",\"id\":" + ws.event("who").getInt("id") + ",\"args\":[\"me\"]}");
      assertThat(ws.event("asked").get("args")).hasToString("[{\"answer\":\"me\"}]");
    }
  }

  @Test
  void theSubprotocolIsTakenWhereItIsOffered() throws Exception {
    try (JsonSocket with = new JsonSocket(CONNECTED, "other", "tidings.v1.json");
        JsonSocket without = new JsonSocket(CONNECTED)) {
      assertThat(with.subprotocol()).isEqualTo("tidings.v1.json");
      assertThat(without.subprotocol()).isEmpty();
    }
  }

  /** The server pings every 300 ms and waits for 1 s; the client's container answers by itself. */
  @Test
  void whoOnlyListensStays() throws Exception {
    try (JsonSocket ws = new JsonSocket(CONNECTED)) {
      await().during(Duration.ofSeconds(3)).atMost(Duration.ofSeconds(4)).until(ws::isOpen);
      ws.send("{\"type\":\"ping\"}");
      assertThat(ws.next("pong")).isNotNull();
    }
  }

  @Test
  void whoIsRefusedIsTold() throws Exception {
    try (JsonSocket ws = new JsonSocket(WS + "?namespace=/refused")) {
      JsonObject error = ws.next();
      assertThat(error.getString("namespace")).isEqualTo("/refused");
      assertThat(error.getString("code")).isEqualTo("refused");
      assertThat(error.getString("message")).isEqualTo("no");
      assertThat(error.get("data")).hasToString("{\"code\":42}");
      // In time: who joins nothing is sent away.
      assertCloses(ws, 1008, "connect timeout");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"junk", "{}", "2", "{\"type\":\"event\",\"event\":\"e\",\"args\":[}"})
  void whoBreaksTheProtocolIsToldAndSentAway(String frame) throws Exception {
    try (JsonSocket ws = new JsonSocket(CONNECTED)) {
      ws.send(frame);
      assertThat(ws.next("error").getString("code")).isEqualTo("protocol");
      assertCloses(ws, 1002, "parse error");
    }
  }

  @Test
  void binaryFramesAreRefused() throws Exception {
    try (JsonSocket ws = new JsonSocket(CONNECTED)) {
      ws.send(new byte[] {1});
      assertThat(ws.next("error").getString("message")).contains("binary");
      assertCloses(ws, 1002, "parse error");
    }
  }

  @Test
  void aFrameThatIsTooLargeIsRefused() throws Exception {
    try (JsonSocket ws = new JsonSocket(CONNECTED)) {
      String large = "x".repeat(1_000_000);
      try {
        ws.send("{\"type\":\"event\",\"event\":\"e\",\"args\":[\"" + large + "\"]}");
      } catch (RuntimeException e) {
        // Its length was refused when it was announced, while the rest of it was being sent.
        assertThat(e).isInstanceOf(RejectedExecutionException.class);
      }
      assertThat(ws.closed().getCloseCode()).isEqualTo(CloseReason.CloseCodes.TOO_BIG);
    }
  }

  private static void assertCloses(JsonSocket ws, int code, String why) throws Exception {
    CloseReason reason = ws.closed();
    assertThat(reason.getCloseCode().getCode()).isEqualTo(code);
    assertThat(reason.getReasonPhrase()).isEqualTo(why);
  }

  @Test
  void plainRequestsAreToldWhatThisIs() throws Exception {
    // The body ends at once, and not when the connection has idled for long enough.
    HttpResponse<String> answer = get(HttpRequest.newBuilder().timeout(Duration.ofSeconds(10)));
    assertThat(answer.statusCode()).isEqualTo(426);
    assertThat(answer.headers().firstValue("Upgrade")).contains("websocket");
    assertThat(answer.body()).contains("WebSocket");
  }

  @Test
  void foreignPagesAreRefused() throws Exception {
    HttpRequest.Builder page = HttpRequest.newBuilder().header("Origin", "https://elsewhere.test");
    assertThat(get(page).statusCode()).isEqualTo(403);
  }

  private static HttpResponse<String> get(HttpRequest.Builder request) throws Exception {
    return HTTP.send(
        request.uri(URI.create("http://" + HOST + "/ws")).build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
