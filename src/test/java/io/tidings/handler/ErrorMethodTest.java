package io.tidings.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidings.namespace.ConnectionRefusedException;
import io.tidings.namespace.EventRefusedException;
import io.tidings.namespace.Socket;
import io.tidings.namespace.TestServer;
import io.tidings.namespace.TestServer.Client;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What handlers throw goes to the methods for it, and never to the client by itself. */
class ErrorMethodTest {

  /** Fails in every way. */
  @Namespace
  @NonBlocking
  public static class Failing {

    final List<String> told = new CopyOnWriteArrayList<>();

    @OnConnect
    void connect(Socket socket) throws IOException {
      switch (socket.handshake().auth()) {
        case "{\"a\":1}" -> throw new IOException("the secret");
        case "{\"a\":2}" -> throw new IllegalArgumentException("the secret");
        case "{\"a\":3}" -> throw new EventRefusedException("no", 7);
        default -> told.add("connected");
      }
    }

    @OnDisconnect
    void disconnect() {
      throw new IllegalStateException("at the end");
    }

    @OnEvent("io")
    void io() throws IOException {
      throw new IOException("the secret");
    }

    @OnEvent("state")
    int state() {
      throw new IllegalStateException("the secret");
    }

    @OnEvent("later")
    CompletionStage<String> later() {
      return CompletableFuture.supplyAsync(
          () -> {
            throw new UnsupportedOperationException("the secret");
          });
    }

    @OnEvent("error")
    void error() {
      throw new StackOverflowError("the secret");
    }

    @OnEvent("null")
    void nothing() {
      throw new NullPointerException("the secret");
    }

    @OnEvent("refused")
    void refused() {
      throw new EventRefusedException("room is full", Map.of("limit", 5));
    }

    @OnEvent("refused later")
    CompletionStage<String> refusedLater() {
      return CompletableFuture.failedFuture(new EventRefusedException("not now"));
    }

    @OnEvent("wrong refusal")
    void wrongRefusal() {
      throw new ConnectionRefusedException("the secret");
    }

    @OnEvent("fits")
    void fits(int number) {}

    @OnError
    Map<String, Object> any(Throwable failure, @EventName String event, Socket socket) {
      told.add(failure.getMessage());
      return Map.of("error", "any", "event", String.valueOf(event));
    }

    @OnError
    void state(IllegalStateException failure) {
      told.add(failure.getMessage());
    }

    @OnError
    CompletionStage<String> later(UnsupportedOperationException failure) {
      return CompletableFuture.completedFuture("later too");
    }

    @OnError
    String nothing(NullPointerException failure) {
      throw new IllegalStateException("the secret");
    }

    @OnError
    String illegal(IllegalArgumentException failure) {
      throw new ConnectionRefusedException("on purpose", 8);
    }

    @OnError
    Object io(IOException failure) {
      throw new EventRefusedException("disk");
    }
  }

  /** Has no methods for errors. */
  @Namespace
  @NonBlocking
  public static class Plain {
    @OnEvent("plain")
    void plain() {
      throw new IllegalStateException("the secret");
    }

    @OnEvent("refused plainly")
    void refused() {
      throw new EventRefusedException("no");
    }
  }

  private final TestServer server = new TestServer();
  private final Failing failing = new Failing();

  @AfterEach
  void close() {
    server.close();
  }

  private Client client() {
    HandlerFixture.serve(server, failing, new Plain());
    return server.joined();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "state | {\"error\":\"internal error\"}",
        "later | \"later too\"",
        "null | {\"error\":\"internal error\"}",
        "io | {\"error\":\"disk\"}",
        "refused | {\"error\":\"room is full\",\"data\":{\"limit\":5}}",
        "refused later | {\"error\":\"not now\"}",
        "refused plainly | {\"error\":\"no\"}",
        "plain | {\"error\":\"internal error\"}",
        "fits | {\"error\":\"argument 1 is missing\"}"
      })
  void answersInTheirPlace(String event, String answer) {
    Client client = client();
    client.send("25[\"" + event + "\"]");
    client.awaitPacket("435");
    assertThat(client.take()).containsExactly("435[" + answer + "]");
  }

  @ParameterizedTest
  @CsvSource({"error,the secret", "wrong refusal,the secret"})
  void theMostSpecialTypeWinsAndThrowableTakesTheRest(String event, String told) {
    Client client = client();
    client.send("25[\"" + event + "\"]");
    assertThat(client.take()).hasSize(1).first().asString().contains("any", event);
    assertThat(failing.told).containsExactly("connected", told);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "{\"a\":1} | {\"message\":\"internal error\"}",
        "{\"a\":2} | {\"message\":\"on purpose\",\"data\":8}",
        "{\"a\":3} | {\"message\":\"no\",\"data\":7}"
      })
  void aConnectIsRefused(String auth, String refusal) {
    HandlerFixture.serve(server, failing);
    Client client = server.client();
    client.send("0" + auth);
    assertThat(client.take()).containsExactly("44" + refusal);
  }

  @Test
  void aDisconnectTellsThem() {
    Client client = client();
    client.send("1");
    await().until(() -> failing.told.contains("at the end"));
  }
}
