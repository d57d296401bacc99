package io.tidings.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidings.engine.RecordingTransport;
import io.tidings.engine.Session;
import io.tidings.engine.TestEngine;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What must never stop the thread on which all broadcasts depend. */
class DispatcherTest {

  private static final int MANY = 20_000;

  private final TestServer server = new TestServer();
  private final TestHandler main = server.serve("/");

  @AfterEach
  void close() {
    server.close();
  }

  /** A client that reads nothing is disconnected in a storm, and someone who waits for it emits. */
  @Test
  void whoHearsOfAnEndMayEmit() throws Exception {
    RecordingTransport polling = RecordingTransport.polling();
    Session session = TestEngine.open(server.engine, polling);
    session.receive(polling, "40");
    Socket socket = main.sockets.get(0);
    for (int i = 0; i < 100; i++) {
      socket
          .emitWithAck(60_000, "question")
          .whenComplete((answer, failure) -> server.socketServer.of("/").emit("gone"));
    }
    List<Thread> storm = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Thread thread =
          new Thread(
              () -> {
                for (int n = 0; n < MANY; n++) {
                  server.socketServer.of("/").emit("storm", "x".repeat(100));
                }
              });
      thread.setDaemon(true);
      thread.start();
      storm.add(thread);
    }
    for (Thread thread : storm) {
      thread.join(10_000);
      assertThat(thread.isAlive()).isFalse();
    }
    assertThat(session.isOpen()).isFalse();
  }

  /** Whatever a task throws is the end of that task alone. */
  @Test
  void itSurvivesErrors() {
    TestServer.Client client = server.joined();
    server
        .server
        .recovery()
        .whenDelivered(
            place -> {
              throw new StackOverflowError("a deep handler");
            });
    server.socketServer.of("/").emit("after");
    client.awaitPacket("42[\"after\"");
  }
}
