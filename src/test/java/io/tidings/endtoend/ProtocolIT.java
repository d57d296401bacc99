package io.tidings.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.socket.client.Ack;
import io.socket.client.IO;
import io.socket.client.Socket;
import io.socket.engineio.client.transports.Polling;
import java.io.File;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
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

/**
 * The conformance WAR in Payara Micro, with short times: the protocol byte for byte, handlers of
 * the application's own, and everything that a client should not send.
 */
@ExtendWith(ArquillianExtension.class)
@RunAsClient
class ProtocolIT {

  private static final Duration LIMIT = Duration.ofMinutes(4);

  /** As arquillian.xml and the build's configuration of this test have it. */
  private static final String URL = "http://" + ForeignWar.HOST;

  @Deployment(testable = false)
  static WebArchive war() {
    return ShrinkWrap.create(ZipImporter.class, "conformance.war")
        .importFrom(new File("target/tidings-conformance.war"))
        .as(WebArchive.class);
  }

  @Test
  void theProtocolIsKeptByteForByte() throws Exception {
    run("protocol.test.mjs");
  }

  @Test
  void handlersAnswer() throws Exception {
    run("handlers.test.mjs");
  }

  @Test
  void badInputHarmsNobody() throws Exception {
    run("bad-input.test.mjs");
  }

  /** It sends base64 in lines of 76 characters, and so lines break above 57 bytes. */
  @ParameterizedTest
  @ValueSource(
      ints = {0, 1, 2, 3, 56, 57, 58, 114, 115, 171, 3000, 4096, 8192, 12_289, 60_000, 700_000})
  void binaryOfTheJavaClientPassesOverPolling(int length) throws Exception {
    IO.Options polling =
        IO.Options.builder()
            .setForceNew(true)
            .setTransports(new String[] {Polling.NAME})
            .setUpgrade(false)
            .build();
    Socket socket = IO.socket(URI.create(URL), polling);
    byte[] sent = new byte[length];
    new Random(length).nextBytes(sent);
    CompletableFuture<Object> event = new CompletableFuture<>();
    CompletableFuture<Object> answer = new CompletableFuture<>();
    socket.on("echo", arguments -> event.complete(arguments[0]));
    socket.on(
        Socket.EVENT_CONNECT,
        nothing ->
            socket.emit(
                "echo", new Object[] {sent}, (Ack) arguments -> answer.complete(arguments[0])));
    try {
      socket.connect();

      assertThat((byte[]) event.get(20, TimeUnit.SECONDS)).isEqualTo(sent);
      assertThat((byte[]) answer.get(20, TimeUnit.SECONDS)).isEqualTo(sent);
    } finally {
      socket.disconnect();
    }
  }

  @Test
  void handshakesAndFramesAreJudged() throws Exception {
    run("handshake.test.mjs");
  }

  @Test
  void theJavaClientIsServed() throws Exception {
    Socket socket = IO.socket(URI.create(URL), IO.Options.builder().setForceNew(true).build());
    CompletableFuture<Object> back = new CompletableFuture<>();
    socket.on("message-back", arguments -> back.complete(arguments[0]));
    socket.on(Socket.EVENT_CONNECT, nothing -> socket.emit("message", "hello"));
    try {
      socket.connect();

      assertThat(back.get(20, TimeUnit.SECONDS)).isEqualTo("hello");
    } finally {
      socket.disconnect();
    }
  }

  /** What the server was started with. */
  private static final String FAST_PATH =
      System.getenv().getOrDefault("TIDINGS_WEBSOCKET_FAST_PATH", "auto");

  private static void run(String file) throws Exception {
    Command.node(file)
        .with(
            Map.of(
                "TIDINGS_URL", URL,
                "TIDINGS_PING_TIMEOUT", System.getenv("TIDINGS_PING_TIMEOUT"),
                "TIDINGS_CONNECT_TIMEOUT", System.getenv("TIDINGS_CONNECT_TIMEOUT"),
                "TIDINGS_PID", Long.toString(server().pid()),
                "TIDINGS_WEBSOCKET_FAST_PATH", FAST_PATH))
        .run(LIMIT)
        .succeeds();
  }

  private static ProcessHandle server() {
    return ProcessHandle.current()
        .descendants()
        .filter(process -> process.info().commandLine().orElse("").contains("payara-micro.jar"))
        .filter(process -> process.info().command().orElse("").endsWith("java"))
        .findFirst()
        .orElseThrow();
  }
}
