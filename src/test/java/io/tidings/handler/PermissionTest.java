package io.tidings.handler;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidings.engine.Caller;
import io.tidings.engine.HandshakeRequest;
import io.tidings.engine.RecordingTransport;
import io.tidings.engine.Session;
import io.tidings.namespace.Socket;
import io.tidings.namespace.TestServer;
import io.tidings.namespace.TestServer.Client;
import jakarta.annotation.security.DenyAll;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Roles decide who may call which method. */
class PermissionTest {

  @Namespace
  @RolesAllowed("reader")
  static class Paper {

    @OnConnect
    @PermitAll
    void connect() {}

    @OnEvent("read")
    String read() {
      return "news";
    }

    @OnEvent("write")
    @RolesAllowed({"editor", "owner"})
    String write(Socket socket) {
      return socket.handshake().user().orElse("nobody");
    }

    @OnEvent("burn")
    @DenyAll
    void burn() {}
  }

  @Namespace("/desk")
  static class Desk {
    @OnConnect
    @RolesAllowed("editor")
    void connect() {}
  }

  private final TestServer server = new TestServer();

  @BeforeEach
  void serve() {
    HandlerFixture.serve(server, new Paper(), new Desk());
  }

  @AfterEach
  void close() {
    server.close();
  }

  private Client client(Caller caller) {
    RecordingTransport transport = RecordingTransport.webSocket();
    HandshakeRequest request =
        new HandshakeRequest(Map.of("EIO", "4"), Map.of(), "192.0.2.1", true, caller);
    Session session = server.engine.create(request);
    server.engine.start(session, transport);
    Client client = new Client(session, transport);
    client.send("0");
    client.awaitPacket("40");
    client.take();
    return client;
  }

  private static void assertAnswer(Client client, String event, String answer) {
    client.send("21[\"" + event + "\"]");
    client.awaitPacket("431");
    assertThat(client.take()).containsExactly("431" + answer);
  }

  private static final String FORBIDDEN = "[{\"error\":\"forbidden\"}]";

  @Test
  void nobodyMayWhatIsForRoles() {
    Client client = client(Caller.NOBODY);
    assertAnswer(client, "read", FORBIDDEN);
    assertAnswer(client, "write", FORBIDDEN);
    assertAnswer(client, "burn", FORBIDDEN);
  }

  @Test
  void aMethodsOwnRolesComeBeforeThoseOfItsClass() {
    Client reader = client(new Caller("ada", Set.of("reader")));
    assertAnswer(reader, "read", "[\"news\"]");
    assertAnswer(reader, "write", FORBIDDEN);
    Client owner = client(new Caller("bob", Set.of("owner")));
    assertAnswer(owner, "read", FORBIDDEN);
    assertAnswer(owner, "write", "[\"bob\"]");
    assertAnswer(owner, "burn", FORBIDDEN);
  }

  @Test
  void whoMayNotConnectIsRefused() {
    Client client = client(new Caller("ada", Set.of("reader")));
    client.send("0/desk,");
    client.awaitPacket("44");
    assertThat(client.take()).containsExactly("44/desk,{\"message\":\"forbidden\"}");
    Client editor = client(new Caller("eve", Set.of("editor")));
    editor.send("0/desk,");
    editor.awaitPacket("40/desk,");
  }

  @Test
  void theContainerIsAskedForTheRolesThatMatter() {
    assertThat(server.engine.roles()).containsExactlyInAnyOrder("reader", "editor", "owner");
  }

  @Test
  void countEachTimeThatAnEventIsSentAgain() {
    Client editor = client(new Caller("ada", Set.of("editor")));
    Client reader = client(new Caller("ada", Set.of("reader")));
    String write = "[\"write\",{\"idempotencyKey\":\"k\"}]";
    reader.send("21" + write);
    reader.awaitPacket("431[{\"error\":\"forbidden\"}]");
    editor.send("22" + write);
    editor.awaitPacket("432[\"ada\"]");
    reader.send("23" + write);
    reader.awaitPacket("433[{\"error\":\"forbidden\"}]");
  }
}
