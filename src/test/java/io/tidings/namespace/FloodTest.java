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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Batches as large as REST takes them, broadcasts that want answers, joins of sockets by the
 * cluster and by themselves, connects and ends, all at once: nothing stands still.
 *
 * <p>For some seconds; {@code mvn test -Dtest=FloodTest -Dtidings.flood.seconds=120} is the long
 * form.
 */
class FloodTest {

  private static final int SECONDS = Integer.getInteger("tidings.flood.seconds", 2);
  private static final int WINDOW = 10_000;
  private static final int BATCH = 10_000;
  private static final int CLIENTS = 5;

  /** Milliseconds of an actor between two rounds. */
  private static final int PAUSE = 5;

  /** Seconds after which an actor that has not finished another round counts as stuck. */
  private static final int PATIENCE = 30;

  private final List<AutoCloseable> open = new ArrayList<>();
  private volatile boolean over;

  @AfterEach
  void close() throws Exception {
    over = true;
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
  void everyActorGoesOn(String adapter) throws Exception {
    TestServer server = server(adapter);
    TestHandler main = server.serve("/");
    List<Client> clients = Stream.generate(server::joined).limit(CLIENTS).toList();
    Sockets all = server.socketServer.of("/");
    List<Socket> sockets = List.copyOf(main.sockets);
    List<Actor> actors =
        List.of(
            new Actor("batches", n -> batch(all)),
            new Actor("answers", n -> settled(all.to("b").timeout(200).emitWithAck("question", n))),
            new Actor("socketsJoin", n -> settled(all.socketsJoin("a", "b", "room-" + n % 100))),
            new Actor("socketsLeave", n -> settled(all.socketsLeave("a", "room-" + n % 100))),
            new Actor("joins", n -> joins(sockets, n)),
            new Actor("connects", n -> comesAndGoes(server)),
            new Actor("time", n -> passes(server, clients, n)));
    for (int second = 0; second < SECONDS; second++) {
      TimeUnit.SECONDS.sleep(1);
      actors.forEach(Actor::goesOn);
    }
    over = true;
    for (Actor actor : actors) {
      actor.ends(() -> server.timer.advance(PAUSE));
    }
    Client last = server.joined();
    all.emit("last");
    await()
        .atMost(Duration.ofSeconds(PATIENCE))
        .until(() -> last.texts().stream().anyMatch(text -> text.startsWith("42[\"last\"")));
    System.out.println("Flood, " + adapter + ", " + SECONDS + " s: " + actors);
  }

  /** Most events are for nobody here: what is looked for is a thread that waits, not bytes. */
  private static void batch(Sockets all) {
    List<CompletableFuture<?>> published = new ArrayList<>(BATCH);
    for (int i = 0; i < BATCH; i++) {
      String room = i % 500 == 0 ? "b" : "nobody-" + i % 7;
      published.add(all.to(room).emit("flood", i).toCompletableFuture());
    }
    settled(CompletableFuture.allOf(published.toArray(CompletableFuture[]::new)));
  }

  private static void joins(List<Socket> sockets, long round) {
    for (Socket socket : sockets) {
      socket.join("own-" + round % 50);
      socket.leave("own-" + (round + 25) % 50);
      socket.emit("own", round);
    }
  }

  private static void comesAndGoes(TestServer server) {
    Client client = server.client();
    client.send("0");
    client.drop();
  }

  /** Answers that nobody gives are waited for until their time is over; heartbeats go on. */
  private static void passes(TestServer server, List<Client> clients, long round) {
    server.timer.advance(PAUSE);
    if (round % 500 == 0) {
      clients.forEach(client -> client.session().receive(client.transport(), "3"));
    }
  }

  /** Whether it was refused is not the question, but that there is an answer. */
  private static void settled(CompletionStage<?> stage) {
    stage.handle((value, failure) -> null).toCompletableFuture().join();
  }

  private interface Act {
    void round(long number);
  }

  /** A thread that does one thing again and again. */
  private final class Actor {

    private final String name;
    private final AtomicLong rounds = new AtomicLong();
    private final Thread thread;
    private volatile Throwable failure;
    private long seen;
    private long since = System.nanoTime();

    private Actor(String name, Act act) {
      this.name = name;
      thread = new Thread(() -> run(act), "flood-" + name);
      thread.setDaemon(true);
      thread.start();
    }

    private void run(Act act) {
      try {
        while (!over) {
          act.round(rounds.incrementAndGet());
          // Sockets' own queues would fill faster than two cores empty them.
          if (!name.equals("batches")) {
            TimeUnit.MILLISECONDS.sleep(PAUSE);
          }
        }
      } catch (Throwable e) {
        failure = e;
      }
    }

    private void goesOn() {
      assertThat(ManagementFactory.getThreadMXBean().findDeadlockedThreads()).isNull();
      assertThat(failure).as(name).isNull();
      long now = rounds.get();
      if (now != seen) {
        seen = now;
        since = System.nanoTime();
      }
      assertThat(System.nanoTime() - since)
          .as("nanoseconds since the last round of %s, %s", name, List.of(thread.getStackTrace()))
          .isLessThan(TimeUnit.SECONDS.toNanos(PATIENCE));
    }

    /**
     * @param passing lets time pass
     */
    private void ends(Runnable passing) throws InterruptedException {
      long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE);
      while (thread.isAlive() && System.nanoTime() < until) {
        passing.run();
        thread.join(PAUSE);
      }
      assertThat(thread.isAlive()).as(name).isFalse();
      assertThat(failure).as(name).isNull();
    }

    @Override
    public String toString() {
      return name + " " + rounds;
    }
  }
}
