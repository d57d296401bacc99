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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

  /** A client of a namespace that has lost its connection; how it may come back. */
  private static String lose(TestServer recovering) {
    Client client = recovering.client();
    client.send("0");
    client.awaitPacket("40");
    Matcher secret = Pattern.compile("\"pid\":\"([^\"]+)\"").matcher(client.texts().get(0));
    assertThat(secret.find()).isTrue();
    client.session().terminate(CloseReason.TRANSPORT_CLOSE);
    return "0{\"pid\":\"" + secret.group(1) + "\"}";
  }

  private static Client comeBack(TestServer recovering, String request) {
    Client back = recovering.client();
    back.send(request);
    return back;
  }

  private static void publish(TestServer recovering, int events) {
    for (int i = 0; i < events; i++) {
      recovering.socketServer.of("/").emit("e", "x".repeat(50_000)).toCompletableFuture().join();
    }
  }

  private static long events(Client client) {
    return client.texts().stream().filter(text -> text.startsWith("42[\"e\"")).count();
  }

  @Test
  void whatIsReadForClientsThatComeBackIsCountedOnceForAll() {
    try (TestServer recovering = TestServer.recovering(LimitsConfig.NONE, budget)) {
      recovering.serve("/");
      List<String> lost = IntStream.range(0, 3).mapToObj(n -> lose(recovering)).toList();
      publish(recovering, 8);
      CountDownLatch held = new CountDownLatch(1);
      recovering.hold(held);
      List<Client> back = lost.stream().map(each -> comeBack(recovering, each)).toList();
      Awaitility.await().until(() -> budget.used(Use.REPLAYS) > 0);
      assertThat(budget.used(Use.REPLAYS)).isBetween(400_000L, 420_000L);
      held.countDown();
      Awaitility.await().until(() -> back.stream().allMatch(each -> events(each) == 8));
      Awaitility.await().until(() -> budget.used(Use.REPLAYS) == 0);
    }
  }

  @Test
  void whoMissedMoreThanThereIsRoomForBeginsAnewAndNobodyElseSuffers() {
    try (TestServer recovering = TestServer.recovering(LimitsConfig.NONE, budget)) {
      recovering.serve("/");
      Client other = recovering.joined();
      String request = lose(recovering);
      publish(recovering, 12);
      Client back = comeBack(recovering, request);
      back.awaitPacket("40");
      assertThat(events(back)).isZero();
      assertThat(other.session().isOpen()).isTrue();
      assertThat(budget.used(Use.REPLAYS)).isZero();
    }
  }

  @Test
  void whoHasTooMuchWorkedOnIsRefusedMore() {
    CompletableFuture<String> work = new CompletableFuture<>();
    handler.onEvent = (socket, event, arguments, ack) -> ack.pending(work);
    Client client = server.joined();
    IntStream.range(0, 600).forEach(n -> client.send("2" + n + "[\"e\"]"));
    assertThat(budget.used(Use.ANSWERS)).isBetween(LIMIT / 5L, LIMIT / 4L);
    assertThat(client.texts().get(0)).contains("{\"error\":\"too much is held for clients\"}");
    assertThat(client.texts()).hasSizeBetween(100, 120);
    assertThat(client.isClosed()).isFalse();
    work.complete("");
    assertThat(budget.used()).isZero();
    client.send("21000[\"e\"]");
    assertThat(handler.told).hasSizeBetween(480, 520);
  }

  @Test
  void ofManyAnswersThoseCountForWhichThereIsRoom() {
    List<Client> clients = IntStream.range(0, 8).mapToObj(n -> server.joined()).toList();
    CompletableFuture<Answers> answers =
        server.socketServer.of("/").emitWithAck("q").toCompletableFuture();
    Pattern question = Pattern.compile("42(\\d+)\\[\"q\"");
    for (Client client : clients) {
      client.awaitPacket("42");
      Matcher id = question.matcher(client.texts().get(0));
      assertThat(id.find()).isTrue();
      client.send("3" + id.group(1) + "[\"" + "x".repeat(100_000) + "\"]");
      assertThat(budget.used(Use.ANSWERS)).isLessThanOrEqualTo(LIMIT / 4);
    }
    Answers all = answers.orTimeout(10, TimeUnit.SECONDS).join();
    assertThat(all.received()).hasSizeBetween(2, 4);
    assertThat(all.unanswered()).hasSize(8 - all.received().size());
    assertThat(clients).noneMatch(Client::isClosed);
    Awaitility.await().until(() -> budget.used() == 0);
  }

  @Test
  void aLongConnectIsRefusedOfAClientThatHasJoined() {
    server.serve("/other");
    Client client = server.joined();
    client.send("0/other,{\"token\":\"" + "x".repeat(70_000) + "\"}");
    client.awaitPacket("44/other,{\"message\":\"auth too long\"}");
    assertThat(client.isClosed()).isFalse();
  }

  @Test
  void whoIsRefusedAgainAndAgainIsClosed() {
    handler.onConnect =
        socket -> {
          throw new ConnectionRefusedException("no");
        };
    Client client = server.client();
    IntStream.range(0, 99).forEach(n -> client.send("0"));
    assertThat(client.isClosed()).isFalse();
    client.send("0");
    assertThat(client.isClosed()).isTrue();
  }

  private static LimitsConfig lost(int sockets) {
    return new LimitsConfig(0, 0, 0, 0, sockets, 0, 0);
  }
}
