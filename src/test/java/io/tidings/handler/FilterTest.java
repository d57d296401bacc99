package io.tidings.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tidings.engine.HandshakeRequest;
import io.tidings.namespace.ConnectionRefusedException;
import io.tidings.namespace.EventRefusedException;
import io.tidings.namespace.Handshake;
import io.tidings.namespace.Socket;
import io.tidings.namespace.TestServer;
import io.tidings.namespace.TestServer.Client;
import io.tidings.packet.Arguments;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
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
  private final List<String> filtered = new CopyOnWriteArrayList<>();

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
            List.of(new Filter<>(() -> this::request, true)),
            List.of(new Filter<>(() -> this::handshake, false)),
            List.of(
                new Filter<>(() -> this::event, false), new Filter<>(() -> this::second, false)));
    HandlerRegistry registry = new HandlerRegistry(surroundings);
    registry.add(Behind.class, () -> behind);
    server.others = registry;
  }

  @Test
  void isForTheNamespacesThatItNames() {
    List<NamespacePattern> only =
        List.of(NamespacePattern.parse("/a"), NamespacePattern.parse("/t-{id}"));
    HandlerRegistry registry =
        new HandlerRegistry(
            new Surroundings(
                server.mapper,
                RequestScope.NONE,
                List.of(),
                List.of(new Filter<>(() -> this::handshake, true, only)),
                List.of(new Filter<>(() -> this::event, true, only))));
    registry.add(NamespacePattern.parse("/a"));
    registry.add(NamespacePattern.parse("/{x}"));
    assertThat(registry.find("/").orElseThrow().blocksOnConnect()).isFalse();
    assertThat(registry.find("/").orElseThrow().blocksOn("e")).isFalse();
    server.others = registry;
    Client client = server.joined();
    for (String namespace : List.of("/a", "/t-1", "/b")) {
      client.send("0" + namespace + ",");
      client.awaitPacket("40" + namespace + ",");
      client.send("2" + namespace + ",[\"e-" + namespace.substring(1) + "\",1]");
    }
    await().until(() -> filtered.size() == 4);
    assertThat(filtered).containsExactly("/a", "e-a", "/t-1", "e-t-1");
  }

  private void request(Handshake handshake) {
    if (handshake.query("app").isPresent()) {
      throw new ConnectionRefusedException("which app?");
    }
    if (handshake.header("x-broken").isPresent()) {
      throw new IllegalStateException("the secret");
    }
  }

  private static Handshake coming(Map<String, String> query, Map<String, List<String>> headers) {
    return new Handshake(
        new HandshakeRequest(query, headers, "192.0.2.1", true), "{}", Instant.EPOCH);
  }

  @Test
  void aConnectionIsRefusedBeforeItIsOpen() {
    server.others.admit(coming(Map.of(), Map.of()));
    assertThatThrownBy(() -> server.others.admit(coming(Map.of("app", "x"), Map.of())))
        .isInstanceOf(ConnectionRefusedException.class)
        .hasMessage("which app?");
    assertThatThrownBy(
            () -> server.others.admit(coming(Map.of(), Map.of("x-broken", List.of("1")))))
        .isInstanceOf(ConnectionRefusedException.class)
        .hasMessage("internal error");
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
