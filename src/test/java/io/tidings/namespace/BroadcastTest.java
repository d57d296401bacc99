package io.tidings.namespace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidings.namespace.TestServer.Client;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who receives what is sent to rooms. */
class BroadcastTest {

  private final TestServer server = new TestServer();
  private final TestHandler main = server.serve("/");
  private List<Client> clients;

  /** The first in "a", the second in "a" and "b", the third in none. */
  @BeforeEach
  void join() {
    clients = List.of(server.joined(), server.joined(), server.joined());
    socket(0).join("a");
    socket(1).join("a");
    socket(1).join("b");
  }

  @AfterEach
  void close() {
    server.close();
  }

  private Socket socket(int index) {
    return main.sockets.get(index);
  }

  /** Emits, and then something that all hear last. */
  private void assertReceivers(Sockets to, int... expected) {
    to.emit("e", 1);
    server.socketServer.of("/").emit("last");
    for (int i = 0; i < clients.size(); i++) {
      clients.get(i).awaitPacket("42[\"last\"]");
      int index = i;
      boolean receives = Arrays.stream(expected).anyMatch(each -> each == index);
      assertThat(clients.get(i).take())
          .as("client " + i)
          .isEqualTo(receives ? List.of("42[\"e\",1]", "42[\"last\"]") : List.of("42[\"last\"]"));
    }
  }

  @Test
  void everyone() {
    assertReceivers(server.socketServer.of("/"), 0, 1, 2);
  }

  @Test
  void aRoom() {
    assertReceivers(server.socketServer.to("a"), 0, 1);
  }

  @Test
  void eachOnceWhoIsInSeveralOfTheRooms() {
    assertReceivers(server.socketServer.to("a").to("b"), 0, 1);
  }

  @Test
  void exceptARoom() {
    assertReceivers(server.socketServer.of("/").except("b"), 0, 2);
    assertReceivers(server.socketServer.to("a").except("b"), 0);
  }

  @Test
  void aSocketByItsId() {
    assertReceivers(server.socketServer.to(socket(2).id()), 2);
    assertReceivers(server.socketServer.of("/").except(socket(2).id()), 0, 1);
  }

  @Test
  void theOthers() {
    assertReceivers(socket(0).broadcast(), 1, 2);
    assertReceivers(socket(0).to("a"), 1);
  }

  @Test
  void localAndLossy() {
    assertReceivers(server.socketServer.to("a").local().lossy(), 0, 1);
  }

  @Test
  void nobodyAnyMore() {
    socket(0).leave("a");
    socket(1).disconnect(false);
    clients.get(1).take();
    server.socketServer.to("a").emit("e");
    server.socketServer.of("/").emit("last");
    clients.get(0).awaitPacket("42[\"last\"]");
    assertThat(clients.get(0).take()).containsExactly("42[\"last\"]");
    assertThat(clients.get(1).take()).isEmpty();
  }

  @Test
  void anotherNamespaceHearsNothing() {
    server.serve("/other");
    clients.get(0).send("0/other,");
    clients.get(0).take();
    server.socketServer.of("/other").emit("theirs");
    clients.get(0).awaitPacket("42/other,[\"theirs\"]");
    assertThat(clients.get(1).take()).isEmpty();
  }

  @Test
  void whatClientsMayNotReceiveIsNotSent() {
    assertThatThrownBy(() -> server.socketServer.of("/").emit("disconnect"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("reserved");
    assertThatThrownBy(() -> server.socketServer.of("/").emit("e", (Object[]) new byte[11][1]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aConnectionThatFailsToWriteHarmsNoOther() {
    clients
        .get(0)
        .transport()
        .onWrite(
            () -> {
              throw new IllegalStateException("broken");
            });
    server.socketServer.of("/").emit("first");
    server.socketServer.of("/").emit("last");
    clients.get(1).awaitPacket("42[\"last\"]");
    assertThat(clients.get(1).take()).containsExactly("42[\"first\"]", "42[\"last\"]");
  }

  @Test
  void whatAnInterruptedThreadEmitsIsDelivered() {
    Thread.currentThread().interrupt();
    server.socketServer.of("/").emit("hello");
    assertThat(Thread.interrupted()).isTrue();
    clients.get(0).awaitPacket("42[\"hello\"]");
  }
}
