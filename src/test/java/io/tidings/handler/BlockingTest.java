package io.tidings.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidings.namespace.TestServer;
import io.tidings.namespace.TestServer.Client;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A handler that blocks stalls its own connection, and no other. */
class BlockingTest {

  /** Waits as long as the test wants. */
  @Namespace
  public static class Waits {
    final CountDownLatch end = new CountDownLatch(1);
    final AtomicInteger waiting = new AtomicInteger();

    @OnEvent("wait")
    String await() throws InterruptedException {
      waiting.incrementAndGet();
      end.await();
      return "done";
    }

    @OnEvent("quick")
    String quick() {
      return "quick";
    }
  }

  private final TestServer server = new TestServer();
  private final Waits waits = new Waits();

  @AfterEach
  void close() {
    waits.end.countDown();
    server.close();
  }

  @Test
  void twoHundredThatWaitKeepNobodyElseWaiting() {
    HandlerFixture.serve(server, waits);
    List<Client> stalled = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      Client client = server.joined();
      client.send("21[\"wait\"]", "22[\"quick\"]");
      stalled.add(client);
    }
    Client other = server.joined();
    other.send("21[\"quick\"]");
    other.awaitPacket("431[\"quick\"]");
    await().until(() -> waits.waiting.get() == 200);
    assertThat(stalled).allMatch(client -> client.take().isEmpty());
    waits.end.countDown();
    stalled.forEach(client -> client.awaitPacket("432[\"quick\"]"));
    assertThat(stalled)
        .allMatch(client -> client.take().equals(List.of("431[\"done\"]", "432[\"quick\"]")));
  }
}
