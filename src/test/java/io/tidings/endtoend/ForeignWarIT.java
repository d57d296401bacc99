package io.tidings.endtoend;

import static io.tidings.endtoend.ForeignWar.ask;
import static io.tidings.endtoend.ForeignWar.next;
import static org.assertj.core.api.Assertions.assertThat;

import io.socket.client.Socket;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import org.example.quotes.Quotes;
import org.example.quotes.QuotesApplication;
import org.example.quotes.RoomsForRent;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.json.JSONObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A WAR of somebody else with one handler class, below a path of its own: a complete server, with
 * our console and REST, beside REST of the application's own.
 */
@ExtendWith(ArquillianExtension.class)
@RunAsClient
class ForeignWarIT {

  private static final ForeignWar WAR = new ForeignWar("/market");

  @Deployment(testable = false)
  static WebArchive war() {
    return WAR.with(Quotes.class, Quotes.Price.class, QuotesApplication.class, RoomsForRent.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"polling", "websocket"})
  void itsHandlerAnswers(String transport) throws Exception {
    Socket one = WAR.client("/quotes", transport);
    Socket two = WAR.client("/quotes", transport);
    try {
      CompletableFuture<Object> welcome = next(one, "welcome");
      one.connect();
      two.connect();
      assertThat(welcome.get()).isEqualTo("/quotes");

      assertThat(ask(one, "follow", "gold")).isEqualTo(1);
      CompletableFuture<Object> told = next(one, "price");
      JSONObject price = new JSONObject().put("of", "gold").put("cents", 410_799L);

      assertThat(ask(two, "price", price)).hasToString(price.toString());
      assertThat(told.get()).hasToString(price.toString());
    } finally {
      one.disconnect();
      two.disconnect();
    }
  }

  @Test
  void theRoomServiceIsThere() throws Exception {
    Socket socket = WAR.client("/", "polling", "websocket");
    try {
      CompletableFuture<Object> connected = next(socket, Socket.EVENT_CONNECT);
      socket.connect();
      connected.get();

      assertThat(ask(socket, "join", "a").toString()).contains("\"ok\":true");
    } finally {
      socket.disconnect();
    }
  }

  @Test
  void theConsoleIsThereAndFindsItsPartsFromItsOwnPath() throws Exception {
    HttpResponse<String> page = WAR.get("/");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body())
        .contains("src=\"console/main.js\"")
        .doesNotContain("src=\"/", "href=\"/");
    assertThat(WAR.get("/console/main.js").statusCode()).isEqualTo(200);
    assertThat(WAR.get("/client/socket.io.esm.min.js").statusCode()).isEqualTo(200);
  }

  /** Health and metrics are the server's, and so is where they are. */
  @Test
  void healthIsTheServersAtItsRoot() throws Exception {
    assertThat(ForeignWar.ofServer("/health/ready").body()).contains("message-queue");
    assertThat(ForeignWar.ofServer("/metrics").body()).contains("tidings_connections");
    assertThat(WAR.get("/health/ready").statusCode()).isEqualTo(404);
  }

  @Test
  void ourRestIsThere() throws Exception {
    assertThat(WAR.get("/api/instances").body()).contains("\"instances\":[{");
    assertThat(WAR.get("/api/rooms").body()).contains("\"namespace\":\"/\"");
    assertThat(
            WAR.post("/api/events", "application/json", "{\"event\":\"e\",\"args\":[]}")
                .statusCode())
        .isEqualTo(202);
    assertThat(WAR.get("/api/nothing"))
        .satisfies(
            answer -> {
              assertThat(answer.statusCode()).isEqualTo(404);
              assertThat(answer.headers().firstValue("Content-Type").orElse(""))
                  .startsWith("application/problem+json");
            });
  }

  @Test
  void openApiDescribesOurRestWhereItIs() throws Exception {
    HttpResponse<String> description = new ForeignWar("").get("/openapi");
    assertThat(description.statusCode()).isEqualTo(200);
    assertThat(description.body()).contains("/api/rooms", "readEvents");
  }

  @Test
  void restOfTheApplicationsOwnIsItsOwn() throws Exception {
    assertThat(WAR.get("/rest/rooms").body()).isEqualTo("[\"the attic\"]");
    assertThat(WAR.get("/rest/rooms/cellar").body()).isEqualTo("[\"cellar\"]");
    assertThat(WAR.get("/rest/rooms").headers().firstValue("Tidings-Instance")).isEmpty();
    assertThat(WAR.get("/rest/rooms/broken").headers().firstValue("Content-Type").orElse(""))
        .doesNotContain("problem");
    assertThat(WAR.get("/rest/sockets").statusCode()).isEqualTo(404);
    assertThat(WAR.get("/rest/instances").statusCode()).isEqualTo(404);
    assertThat(WAR.post("/rest/events", "application/json", "{\"event\":\"e\"}").statusCode())
        .isEqualTo(404);
    assertThat(WAR.get("/api/rooms").body()).doesNotContain("attic");
  }

  @Test
  void restOfTheApplicationsOwnReachesSockets() throws Exception {
    Socket socket = WAR.client("/quotes", "websocket");
    try {
      socket.connect();
      ask(socket, "follow", "rooms");
      CompletableFuture<Object> told = next(socket, "for rent");

      assertThat(WAR.post("/rest/rooms", "text/plain", "the cellar").statusCode()).isEqualTo(204);

      assertThat(told.get()).isEqualTo("the cellar");
    } finally {
      socket.disconnect();
    }
  }
}
