package io.tidings.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tidings.namespace.Answers;
import io.tidings.namespace.Occurrence;
import io.tidings.namespace.Occurrence.RoomCreated;
import io.tidings.namespace.Occurrence.RoomJoined;
import io.tidings.namespace.Socket;
import io.tidings.namespace.SocketServer;
import io.tidings.testing.TestClient;
import io.tidings.testing.TestCluster;
import io.tidings.testing.TestKit;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What handlers and observers hear of that does not come from a client. */
class ServerEventTest {

  @Namespace("/stock-{shop}")
  @ApplicationScoped
  static class Stock {

    @Inject private SocketServer server;

    @OnServerEvent("price")
    String price(@NamespaceParam("shop") String shop, @EventName String event, List<Long> cents) {
      return shop + " " + event + " " + cents.get(0);
    }

    @OnServerEvent("later")
    CompletionStage<Integer> later() {
      return CompletableFuture.supplyAsync(() -> 7);
    }

    @OnServerEvent("bad")
    void bad() {
      throw new IllegalStateException("a secret");
    }

    @OnError
    Object failed(Socket socket, IllegalStateException failure) {
      return Map.of("error", "no luck", "socket", socket == null);
    }

    @OnEvent("tell the others")
    CompletionStage<Integer> tell(Socket socket) {
      return server
          .of(socket.namespace())
          .serverSideEmit("price", List.of(99))
          .thenApply(answers -> answers.received().size());
    }

    @OnEvent("join")
    void join(Socket socket, String room) {
      socket.join(room);
    }
  }

  @RequestScoped
  static class Request {
    private int uses;

    int use() {
      return ++uses;
    }
  }

  @ApplicationScoped
  static class Watcher {
    private final List<Object> seen = new CopyOnWriteArrayList<>();

    @Inject private Request request;

    void joined(@Observes RoomJoined joined) {
      seen.add(joined.room() + request.use());
    }

    void any(@Observes Occurrence occurrence) {
      if (occurrence instanceof RoomCreated created) {
        seen.add(created);
      }
    }

    List<Object> seen() {
      return seen;
    }
  }

  private final TestCluster cluster =
      TestKit.with(Stock.class, Watcher.class, Request.class)
          .patience(Duration.ofSeconds(20))
          .start(3);

  @AfterEach
  void close() {
    cluster.close();
  }

  private Answers emit(String event, Object... arguments) {
    return cluster
        .instance(0)
        .server()
        .of("/stock-7")
        .serverSideEmit(event, arguments)
        .toCompletableFuture()
        .join();
  }

  @Test
  void methodsOfTheOtherInstancesHearItAndAnswer() {
    Answers answers = emit("price", List.of(250));
    assertThat(answers.received()).containsOnlyKeys("test0001", "test0002");
    assertThat(answers.received().values())
        .allSatisfy(each -> assertThat(each.json()).isEqualTo("[\"7 price 250\"]"));
    assertThat(answers.isComplete()).isTrue();
  }

  @Test
  void aStageIsAwaited() {
    assertThat(emit("later").received().values())
        .allSatisfy(each -> assertThat(each.json()).isEqualTo("[7]"));
  }

  @Test
  void whatAMethodThrowsIsGivenToItsClassAndNotToTheCaller() {
    assertThat(emit("bad").received().values())
        .hasSize(2)
        .allSatisfy(
            each ->
                assertThat(each.json())
                    .contains("\"error\":\"no luck\"")
                    .contains("\"socket\":true")
                    .doesNotContain("secret"));
  }

  @Test
  void anArgumentThatDoesNotFitIsSaid() {
    assertThat(emit("price", "cheap").received().values())
        .hasSize(2)
        .allSatisfy(each -> assertThat(each.json()).contains("argument 1"));
  }

  @Test
  void noInstanceListensAndNoClientCanCallIt() {
    assertThat(emit("nobody's").unanswered()).containsOnly("test0001", "test0002");
    TestClient client = cluster.instance(0).connect("/stock-7");
    assertThat(client.emitWithAck("tell the others").as(int.class)).isEqualTo(2);
    client.emit("bad");
    client.receivedNo("bad");
  }

  @Test
  void roomsAreNotForInstances() {
    SocketServer server = cluster.instance(0).server();
    assertThatThrownBy(() -> server.to("room").serverSideEmit("price"))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void observersAreToldInOrderEachInARequestScopeOfItsOwn() {
    TestClient client = cluster.instance(0).connect("/stock-7");
    client.emitWithAck("join", "a");
    client.emitWithAck("join", "b");
    List<Object> expected = new ArrayList<>();
    expected.add(new RoomCreated("/stock-7", "a"));
    expected.add("a1");
    expected.add(new RoomCreated("/stock-7", "b"));
    expected.add("b1");
    Watcher watcher = cluster.instance(0).bean(Watcher.class);
    await().untilAsserted(() -> assertThat(watcher.seen()).isEqualTo(expected));
    assertThat(cluster.instance(1).bean(Watcher.class).seen()).isEmpty();
  }
}
