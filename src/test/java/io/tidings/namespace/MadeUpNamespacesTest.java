package io.tidings.namespace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidings.namespace.TestServer.Client;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where clients choose the names of namespaces, an empty one leaves nothing. */
class MadeUpNamespacesTest {

  private final TestServer server = new TestServer();
  private final AtomicInteger left = new AtomicInteger();

  @BeforeEach
  void serveAnyName() {
    EventHandler handler =
        new TestHandler() {
          @Override
          public void connect(Socket socket) {}

          @Override
          public void disconnect(Socket socket, DisconnectReason reason) {
            left.incrementAndGet();
          }
        };
    server.others = name -> Optional.of(handler);
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void joiningAndLeavingWithoutEndFillsNothing() {
    Client client = server.client();
    for (int i = 0; i < 100_000; i++) {
      client.send("0/tenant-" + i + ",", "1/tenant-" + i + ",");
      if (i % 500 == 499) {
        int so = i + 1;
        await().pollInterval(Duration.ofMillis(1)).until(() -> left.get() == so);
        client.take();
      }
    }
    assertThat(server.namespaces.size()).isZero();
    assertThat(client.isClosed()).isFalse();
  }

  @Test
  void aLostConnectionAndARefusedSecondConnectLeaveNothing() {
    Client lost = server.client();
    lost.send("0/a,", "0/b,");
    Client other = server.client();
    other.send("0/a,");
    lost.send("0/a,");
    assertThat(lost.isClosed()).isTrue();
    assertThat(server.namespaces.size()).isEqualTo(1);
    other.send("1/a,");
    assertThat(server.namespaces.size()).isZero();
  }

  @Test
  void oneConnectionJoinsSoManyAndNoMore() {
    Client client = server.client();
    for (int i = 0; i <= 1000; i++) {
      client.send("0/tenant-" + i + ",");
    }
    assertThat(client.take())
        .hasSize(1001)
        .last()
        .isEqualTo("44/tenant-1000,{\"message\":\"Too many namespaces\"}");
    client.send("1/tenant-5,", "0/tenant-1000,");
    client.awaitPacket("40/tenant-1000,");
  }
}
