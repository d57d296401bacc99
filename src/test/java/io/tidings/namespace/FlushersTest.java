package io.tidings.namespace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidings.namespace.TestServer.Client;
import io.tidings.packet.EngineCodec;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FlushersTest {

  private static final int MANY = 4 * Flushers.CHUNK;

  private final TestServer server = new TestServer();
  private final TestHandler main = server.serve("/");
  private final Flushers flushers = new Flushers(3);
  private final Set<Thread> writers = ConcurrentHashMap.newKeySet();

  @AfterEach
  void close() {
    flushers.close();
    server.close();
  }

  private List<Client> clients(int count) {
    return Stream.generate(server::joined).limit(count).toList();
  }

  private List<Connection> offeredOne(List<Client> clients) {
    clients.forEach(client -> client.session().offer(EngineCodec.text("a")));
    return main.sockets.stream().map(Socket::connection).toList();
  }

  @Test
  void manyConnectionsAreWrittenToBySeveralThreads() throws Exception {
    List<Client> clients = clients(MANY);
    CountDownLatch two = new CountDownLatch(2);
    for (Client client : clients) {
      client.transport().onWrite(() -> meet(two));
    }
    flushers.flush(offeredOne(clients));
    await()
        .untilAsserted(
            () -> assertThat(clients).allMatch(client -> client.texts().equals(List.of("4a"))));
    assertThat(two.await(0, TimeUnit.SECONDS)).isTrue();
    assertThat(writers).hasSizeGreaterThan(1);
  }

  /** The first write of each thread waits for one of another. */
  private void meet(CountDownLatch two) {
    if (writers.add(Thread.currentThread())) {
      two.countDown();
      try {
        two.await(20, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Test
  void fewAreWrittenToByWhoAsks() {
    List<Client> clients = clients(Flushers.CHUNK);
    clients.forEach(
        client -> client.transport().onWrite(() -> writers.add(Thread.currentThread())));
    flushers.flush(offeredOne(clients));
    assertThat(clients).allMatch(client -> client.texts().equals(List.of("4a")));
    assertThat(writers).containsExactly(Thread.currentThread());
  }

  @Test
  void eachHearsAllInOrderWhoeverWrites() {
    List<Client> clients = clients(MANY);
    IntStream.range(0, 2_000).forEach(i -> server.socketServer.of("/").emit("e", i));
    server.socketServer.of("/").emit("last");
    List<String> expected =
        Stream.concat(
                IntStream.range(0, 2_000).mapToObj(i -> "42[\"e\"," + i + "]"),
                Stream.of("42[\"last\"]"))
            .toList();
    for (Client client : clients) {
      client.awaitPacket("42[\"last\"]");
      assertThat(client.take()).isEqualTo(expected);
    }
  }
}
