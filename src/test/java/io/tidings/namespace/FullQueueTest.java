package io.tidings.namespace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidings.broadcast.SocketStore;
import io.tidings.cluster.InProcessBus;
import io.tidings.cluster.InProcessPresence;
import io.tidings.cluster.JoinedServers;
import io.tidings.config.RecoveryConfig;
import io.tidings.namespace.TestServer.Client;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The queue of the thread that delivers broadcasts is full, publishers wait for room in it, and
 * that thread itself asks for a place in the order of broadcasts.
 */
class FullQueueTest {

  private static final int WINDOW = 10_000;

  /** More than the queue holds. */
  private static final int FLOOD = 9_000;

  private static final int MANY = 200;

  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  private TestServer server(String adapter) {
    if (adapter.equals("Redis")) {
      JoinedServers joined = new JoinedServers(1, WINDOW);
      open.add(joined);
      return joined.server(0);
    }
    InProcessBus bus =
        new InProcessBus(Clock.systemUTC(), new RecoveryConfig(WINDOW, 10_000, 64 << 20));
    TestServer server =
        TestServer.recovering("instance", bus, new InProcessPresence(), WINDOW, SocketStore.NONE);
    open.add(server);
    return server;
  }

  @ParameterizedTest
  @ValueSource(strings = {"one process", "Redis"})
  void socketsThatJoinDoNotStopIt(String adapter) {
    TestServer server = server(adapter);
    server.serve("/");
    Client client = server.joined();
    CountDownLatch held = new CountDownLatch(1);
    server.hold(held);
    List<CompletableFuture<Void>> joined = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      joined.add(server.socketServer.of("/").socketsJoin("room-" + i).toCompletableFuture());
    }
    Thread flood = flood(server);
    held.countDown();
    await().atMost(Duration.ofSeconds(30)).until(() -> !flood.isAlive());
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> joined.stream().allMatch(CompletableFuture::isDone));
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                client.texts().stream()
                    .anyMatch(text -> text.startsWith("42[\"flood\"," + (FLOOD - 1) + ",")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"one process", "Redis"})
  void answersThatAreGatheredDoNotStopIt(String adapter) {
    TestServer server = server(adapter);
    server.serve("/");
    server.joined();
    CountDownLatch held = new CountDownLatch(1);
    server.hold(held);
    CompletionStage<Answers> answers =
        server.socketServer.of("/").to("nobody").timeout(20_000).emitWithAck("question");
    Thread flood = flood(server);
    held.countDown();
    await().atMost(Duration.ofSeconds(30)).until(() -> !flood.isAlive());
    await().atMost(Duration.ofSeconds(30)).until(() -> answers.toCompletableFuture().isDone());
  }

  /** Whatever that thread does itself, such as to publish, it is not to wait for itself. */
  @Test
  void itMayPublishItself() {
    TestServer server = server("one process");
    server.serve("/");
    Client client = server.joined();
    CountDownLatch held = new CountDownLatch(1);
    server.hold(held);
    CompletableFuture<Void> published = new CompletableFuture<>();
    server
        .server
        .recovery()
        .whenDelivered(
            place -> {
              server.socketServer.of("/").emit("own", 1);
              published.complete(null);
            });
    Thread flood = flood(server);
    held.countDown();
    await().atMost(Duration.ofSeconds(30)).until(() -> !flood.isAlive() && published.isDone());
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> client.texts().stream().anyMatch(text -> text.startsWith("42[\"own\",1")));
  }

  /** Joins, leaves, events for all and for one, connects and ends, at once. */
  @ParameterizedTest
  @ValueSource(strings = {"one process", "Redis"})
  void whateverComesTogetherStopsNothing(String adapter) throws Exception {
    TestServer server = server(adapter);
    TestHandler main = server.serve("/");
    for (int i = 0; i < 10; i++) {
      server.joined();
    }
    Sockets all = server.socketServer.of("/");
    List<Socket> sockets = List.copyOf(main.sockets);
    List<Runnable> acts =
        List.of(
            () -> all.socketsJoin("a", "b"),
            () -> all.socketsLeave("a"),
            () -> sockets.forEach(socket -> socket.emit("own", 1)),
            () -> sockets.forEach(socket -> socket.join("c")),
            () -> all.to("b").emit("event", "x".repeat(1_000)),
            () -> all.to("a").timeout(1_000).emitWithAck("question"),
            () -> comesAndGoes(server));
    List<Thread> threads = acts.stream().map(FullQueueTest::often).toList();
    for (Thread thread : threads) {
      thread.join(60_000);
      assertThat(ManagementFactory.getThreadMXBean().findDeadlockedThreads()).isNull();
      assertThat(thread.isAlive()).isFalse();
    }
    Client last = server.joined();
    all.emit("last");
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> last.texts().stream().anyMatch(text -> text.startsWith("42[\"last\"")));
  }

  private static void comesAndGoes(TestServer server) {
    Client client = server.client();
    client.send("0");
    client.drop();
  }

  private static Thread often(Runnable act) {
    Thread thread =
        new Thread(
            () -> {
              for (int i = 0; i < 200; i++) {
                act.run();
              }
            });
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /** Publishes until somebody has to wait for room. */
  private static Thread flood(TestServer server) {
    Thread thread =
        new Thread(
            () -> {
              for (int i = 0; i < FLOOD; i++) {
                server.socketServer.of("/").emit("flood", i);
              }
            });
    thread.setDaemon(true);
    thread.start();
    await().atMost(Duration.ofSeconds(30)).until(FullQueueTest::somebodyWaits);
    return thread;
  }

  private static boolean somebodyWaits() {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(each -> !each.getKey().getName().equals("tidings-dispatcher"))
        .filter(each -> each.getKey().getState() == Thread.State.WAITING)
        .anyMatch(
            each ->
                List.of(each.getValue()).stream()
                    .anyMatch(frame -> frame.getClassName().equals(Dispatcher.class.getName())));
  }
}
