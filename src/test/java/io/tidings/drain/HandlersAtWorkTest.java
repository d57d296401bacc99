package io.tidings.drain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidings.config.DrainConfig;
import io.tidings.engine.Engine;
import io.tidings.engine.SessionMoves;
import io.tidings.engine.Timer;
import io.tidings.engine.Workload;
import io.tidings.handler.Namespace;
import io.tidings.handler.OnDisconnect;
import io.tidings.handler.OnEvent;
import io.tidings.namespace.DisconnectReason;
import io.tidings.testing.Message;
import io.tidings.testing.TestClient;
import io.tidings.testing.TestInstance;
import io.tidings.testing.TestKit;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Handlers of an instance that leaves finish, and their answers arrive. */
class HandlersAtWorkTest {

  private static final CountDownLatch BEGUN = new CountDownLatch(1);
  private static final CountDownLatch MAY_END = new CountDownLatch(1);
  private static final List<String> DONE = new CopyOnWriteArrayList<>();

  @Namespace("/slow")
  static class Slow {

    @OnEvent("work")
    String work() throws InterruptedException {
      BEGUN.countDown();
      MAY_END.await();
      DONE.add("work");
      return "worked";
    }

    @OnDisconnect
    void disconnect(DisconnectReason reason) {
      DONE.add(reason.text());
    }
  }

  @Test
  void theAnswerArrivesAndThenTheConnectionEnds() throws Exception {
    try (TestInstance instance = TestKit.with(Slow.class).start()) {
      TestClient client = instance.connect("/slow");
      CompletableFuture<Message> answer =
          CompletableFuture.supplyAsync(() -> client.emitWithAck("work"));
      BEGUN.await();
      var over = drain(instance).begin().toCompletableFuture();
      instance.advance(2_000);
      assertThat(client.isConnected()).isTrue();
      assertThat(over).isNotDone();

      MAY_END.countDown();

      assertThat(answer.get().as(String.class)).isEqualTo("worked");
      await()
          .untilAsserted(
              () -> {
                instance.advance(Drain.LOOK);
                assertThat(over).isCompletedWithValue(new Drain.Outcome(1, 0, 0));
              });
      assertThat(client.isConnected()).isFalse();
      assertThat(DONE).containsExactly("work", "server shutting down");
    }
  }

  private static Drain drain(TestInstance instance) {
    return new Drain(
        instance.bean(Engine.class),
        instance.bean(SessionMoves.class),
        instance.bean(Workload.class),
        new DrainConfig(1_000, 10_000),
        instance.bean(Timer.class),
        new Random());
  }
}
