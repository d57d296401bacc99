package io.tidings.handler;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidings.namespace.ConnectionRefusedException;
import io.tidings.namespace.EventRefusedException;
import io.tidings.namespace.Socket;
import io.tidings.namespace.TestServer;
import io.tidings.namespace.TestServer.Client;
import io.tidings.packet.Arguments;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What filters see, refuse and change. */
class FilterTest {

  /** Notes what gets through. */
  @Namespace
  @NonBlocking
  public static class Behind {
    final List<String> seen = new ArrayList<>();

    @OnConnect
    void connect(Socket socket) {
      seen.add("connect");
    }

    @OnEvent("e")
    int event(Arguments arguments) {
      seen.add(arguments.json());
      return arguments.size();
    }
  }

  private final TestServer server = new TestServer();
  private final Behind behind = new Behind();
  private final List<String> filtered = new ArrayList<>();

  @AfterEach
  void close() {
    server.close();
  }

  @BeforeEach
  void serve() {
    Surroundings surroundings =
        new Surroundings(
            server.mapper,
            RequestScope.NONE,
            List.of(new Filter<>(() -> this::handshake, false)),
            List.of(
                new Filter<>(() -> this::event, false), new Filter<>(() -> this::second, false)));
    HandlerRegistry registry = new HandlerRegistry(surroundings);
    registry.add(Behind.class, () -> behind);
    server.others = registry;
  }

  private void handshake(Socket socket) {
    filtered.add(socket.namespace());
    if (socket.handshake().auth().contains("bad")) {
      throw new ConnectionRefusedException("filtered", 1);
    }
    if (socket.handshake().auth().contains("broken")) {
      throw new IllegalStateException("the secret");
    }
  }

  private Arguments event(Socket socket, String event, Arguments arguments) {
    filtered.add(event);
    if (event.equals("bad")) {
      throw new EventRefusedException("filtered", 2);
    }
    if (event.equals("broken")) {
      throw new IllegalStateException("the secret");
    }
    return arguments.without(1);
  }

  private Arguments second(Socket socket, String event, Arguments arguments) {
    filtered.add(arguments.json());
    return arguments;
  }

  @Test
  void aConnectIsSeenFirst() {
    server.joined();
    assertThat(filtered).containsExactly("/");
    assertThat(behind.seen).containsExactly("connect");
  }

  @Test
  void aConnectIsRefused() {
    Client client = server.client();
    client.send("0{\"a\":\"bad\"}", "0{\"a\":\"broken\"}");
    assertThat(client.take())
        .containsExactly(
            "44{\"message\":\"filtered\",\"data\":1}", "44{\"message\":\"internal error\"}");
    assertThat(behind.seen).isEmpty();
  }

  @Test
  void anEventPassesOneAfterTheOther() {
    Client client = server.joined();
    filtered.clear();
    client.send("21[\"e\",1,2]");
    assertThat(client.take()).containsExactly("431[1]");
    assertThat(filtered).containsExactly("e", "[2]");
    assertThat(behind.seen).containsExactly("connect", "[2]");
  }

  @Test
  void anEventIsRefused() {
    Client client = server.joined();
    client.send("21[\"bad\",1]", "22[\"broken\",1]", "2[\"bad\",1]");
    assertThat(client.take())
        .containsExactly(
            "431[{\"error\":\"filtered\",\"data\":2}]", "432[{\"error\":\"internal error\"}]");
  }

  @Test
  void areAskedEachTimeThatAnEventIsSentAgain() {
    Client client = server.joined();
    client.send("21[\"e\",1,2,{\"idempotencyKey\":\"k\"}]");
    client.send("22[\"e\",1,2,{\"idempotencyKey\":\"k\"}]");
    client.awaitPacket("431[1]");
    client.awaitPacket("432[1]");
    client.send("23[\"bad\",{\"idempotencyKey\":\"k\"}]");
    client.send("24[\"bad\",{\"idempotencyKey\":\"k\"}]");
    client.awaitPacket("434[{\"error\":\"filtered\"");
    assertThat(filtered).containsExactly("/", "e", "[2]", "e", "[2]", "bad", "bad");
    assertThat(behind.seen).containsExactly("connect", "[2]");
  }

  @Test
  void anEventThatNobodyHandlesIsNotRememberedAndKeepsNobodyWaiting() {
    Client client = server.joined();
    for (int i = 0; i < 20; i++) {
      client.send("2[\"unknown\",1,{\"idempotencyKey\":\"k\"}]");
    }
    client.send("21[\"e\",1]");
    client.awaitPacket("431[0]");
    assertThat(filtered).hasSize(43);
  }
}
