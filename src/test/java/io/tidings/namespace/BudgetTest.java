package io.tidings.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidings.access.MemoryBudget;
import io.tidings.access.MemoryBudget.Use;
import io.tidings.access.RefusalCounts;
import io.tidings.config.LimitsConfig;
import io.tidings.engine.CloseReason;
import io.tidings.namespace.TestServer.Client;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What many clients together can make an instance hold. */
class BudgetTest {

  private static final int LIMIT = 2_000_000;

  private final MemoryBudget budget =
      new MemoryBudget(LIMIT, new RefusalCounts(() -> 0), Runnable::run);
  private final TestServer server = TestServer.limited(LimitsConfig.NONE, budget);
  private final TestHandler handler = server.serve("/");

  @AfterEach
  void close() {
    server.close();
  }

  private static void sendAttachments(Client client, int count) {
    IntStream.range(0, count)
        .forEach(n -> client.session().receive(client.transport(), new byte[100_000]));
  }

  @Test
  void packetsThatAreNeverCompleted() {
    List<Client> clients = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      Client client = server.joined();
      clients.add(client);
      client.send("59-[\"e\"]");
      sendAttachments(client, 8);
      assertThat(budget.used()).isLessThanOrEqualTo(LIMIT + LIMIT / 4);
    }
    assertThat(clients).filteredOn(client -> client.session().isOpen()).isNotEmpty();
    assertThat(clients)
        .filteredOn(client -> !client.session().isOpen())
        .allSatisfy(
            client ->
                assertThat(client.transport().closes()).containsExactly(CloseReason.OUT_OF_MEMORY));
    clients.forEach(client -> client.session().terminate(CloseReason.TRANSPORT_CLOSE));
    assertThat(budget.used()).isZero();
  }

  @Test
  void aPacketForANamespaceThatIsNotJoinedIsRefusedAtItsHeader() {
    Client client = server.client();
    client.send("59-/secret,[\"e\"]");
    assertThat(client.transport().closes()).containsExactly(CloseReason.PARSE_ERROR);
  }

  @Test
  void aLongMessageBeforeConnectIsRefused() {
    Client client = server.client();
    client.send("0{\"token\":\"" + "x".repeat(70_000) + "\"}");
    assertThat(client.transport().closes()).containsExactly(CloseReason.PARSE_ERROR);
  }

  @Test
  void eventsThatWaitForAHandler() {
    CountDownLatch busy = new CountDownLatch(1);
    Client client = server.joined();
    handler.blocking = true;
    handler.onEvent = (socket, event, arguments, ack) -> await(busy);
    IntStream.range(0, 5).forEach(n -> client.send("2[\"e\",\"" + "x".repeat(100_000) + "\"]"));
    assertThat(budget.used(Use.INBOX)).isBetween(400_000L, 600_000L);
    busy.countDown();
    Awaitility.await().until(() -> budget.used() == 0);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void ofMoreLostSocketsThanMayComeBackTheFirstEnd() {
    try (TestServer recovering = TestServer.recovering(lost(2), budget)) {
      TestHandler heard = recovering.serve("/");
      for (int i = 0; i < 3; i++) {
        recovering.joined().session().terminate(CloseReason.TRANSPORT_CLOSE);
      }
      recovering.timer.advance(1);
      Awaitility.await().until(() -> heard.ended.size() == 1);
      assertThat(heard.ended).containsExactly(heard.sockets.get(0).id());
    }
  }

  @Test
  void whatIsKeptForClientsThatMayComeBackIsCounted() {
    try (TestServer recovering = TestServer.recovering(LimitsConfig.NONE, budget)) {
      TestHandler heard = recovering.serve("/");
      for (int i = 0; i < 100; i++) {
        Client client = recovering.joined();
        heard.sockets.get(i).emit("large", "x".repeat(60_000));
        client.session().terminate(CloseReason.TRANSPORT_CLOSE);
        recovering.timer.advance(1);
        assertThat(budget.used()).isLessThanOrEqualTo(LIMIT + LIMIT / 4);
      }
      assertThat(budget.used(Use.RECOVERY)).isPositive();
      recovering.timer.advance(200_000);
      Awaitility.await().until(() -> heard.ended.size() == 100);
      assertThat(budget.used()).isZero();
    }
  }

  private static LimitsConfig lost(int sockets) {
    return new LimitsConfig(0, 0, 0, 0, sockets, 0, 0);
  }
}
