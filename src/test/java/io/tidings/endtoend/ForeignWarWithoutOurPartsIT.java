package io.tidings.endtoend;

import static io.tidings.endtoend.ForeignWar.ask;
import static io.tidings.endtoend.ForeignWar.next;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.socket.client.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.example.quotes.Quotes;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A WAR of somebody else at the root, with one handler class and a page of its own, whose
 * configuration says that nothing else is served.
 */
@ExtendWith(ArquillianExtension.class)
@RunAsClient
class ForeignWarWithoutOurPartsIT {

  private static final ForeignWar WAR = new ForeignWar("/");

  @Deployment(testable = false)
  static WebArchive war() {
    return WAR.with(Quotes.class, Quotes.Price.class)
        .addAsWebResource(new StringAsset("own"), "own.html")
        .addAsWebResource(new StringAsset("own, too"), "console/own.html")
        .addAsResource(
            new StringAsset(
                """
                tidings.console.enabled=false
                tidings.api.enabled=false
                tidings.rooms.enabled=false
                tidings.ws.enabled=false
                """),
            "META-INF/microprofile-config.properties");
  }

  @Test
  void itsHandlerAnswers() throws Exception {
    Socket socket = WAR.client("/quotes", "polling", "websocket");
    try {
      socket.connect();
      assertThat(ask(socket, "follow", "gold")).isEqualTo(1);
    } finally {
      socket.disconnect();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/index.html",
        "/console/main.js",
        "/console/theme.css",
        "/console/mark.svg",
        "/api",
        "/api/instances",
        "/api/rooms",
        "/api/rooms/a",
        "/api/sockets",
        "/ws"
      })
  void consoleRestAndJsonAreNotThere(String path) throws Exception {
    assertThat(WAR.get(path).statusCode()).as(path).isEqualTo(404);
  }

  @Test
  void nobodyPublishes() throws Exception {
    assertThat(
            WAR.post("/api/events", "application/json", "{\"event\":\"e\",\"args\":[]}")
                .statusCode())
        .isEqualTo(404);
  }

  @Test
  void theRoomServiceIsNotThere() throws Exception {
    Socket socket = WAR.client("/", "websocket");
    try {
      CompletableFuture<Object> connected = next(socket, Socket.EVENT_CONNECT);
      socket.connect();
      connected.get();
      CompletableFuture<Object> answer = next(socket, "echo").orTimeout(500, TimeUnit.MILLISECONDS);

      socket.emit("echo", "x");

      assertThatThrownBy(answer::get)
          .hasRootCauseInstanceOf(java.util.concurrent.TimeoutException.class);
    } finally {
      socket.disconnect();
    }
  }

  @Test
  void itsOwnPagesAndTheClientLibraryAre() throws Exception {
    assertThat(WAR.get("/own.html").body()).isEqualTo("own");
    assertThat(WAR.get("/console/own.html").body()).isEqualTo("own, too");
    assertThat(WAR.get("/client/socket.io.js").statusCode()).isEqualTo(200);
  }
}
