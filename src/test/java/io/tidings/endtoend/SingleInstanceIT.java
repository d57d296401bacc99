package io.tidings.endtoend;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One instance, without Redis: the same semantics. */
class SingleInstanceIT {

  /** So that what is measured is the clients', and not what the instance remembers for them. */
  private static final Cluster ALONE =
      new Cluster(1, 5720, 8744)
          .with("TIDINGS_RECOVERY_MAX_BYTES", "4194304")
          // All clients of the tests have one address.
          .with("TIDINGS_LIMITS_CONNECTIONS_PER_ADDRESS", "0")
          .with("TIDINGS_OUTBOX_MAX_BYTES", "8388608");

  @BeforeAll
  static void start() throws Exception {
    ALONE.up().succeeds();
  }

  @AfterAll
  static void stop() throws Exception {
    ALONE.down();
  }

  @Test
  void clientsHoldOneConversation() throws Exception {
    Command.node("single.test.mjs").with(ALONE.environment()).run(Duration.ofMinutes(3)).succeeds();
  }

  @Test
  void listenersHearTheSame() throws Exception {
    Command.node("event-streams.test.mjs")
        .with(ALONE.environment())
        .run(Duration.ofMinutes(3))
        .succeeds();
  }

  /** And those that can come back to their sockets do. */
  @Test
  void clientsOfEachKindAreGivenTheArgumentsThatWereSent() throws Exception {
    Command.of("payara/ensure", "chromium", "chromium").run(Duration.ofMinutes(3)).succeeds();
    for (String module : List.of("socketio", "requests", "websocket", "aiohttp")) {
      Command.of("payara/ensure", "python3-" + module, "python3:" + module)
          .run(Duration.ofMinutes(3))
          .succeeds();
    }
    Command.node("offsets.test.mjs")
        .with(ALONE.environment())
        .with("CLASSPATH", System.getProperty("java.class.path"))
        .run(Duration.ofMinutes(4))
        .succeeds();
  }

  @Test
  void everyByteThatComesInIsHandedOn() throws Exception {
    Command.node("bodies.test.mjs").with(ALONE.environment()).run(Duration.ofMinutes(4)).succeeds();
  }

  @Test
  void badInputDoesNotFillTheLog() throws Exception {
    Command.node("log-flood.test.mjs")
        .with(ALONE.environment())
        .run(Duration.ofMinutes(3))
        .succeeds();
  }

  @Test
  void whoReadsNothingCostsNobodyElseAnything() throws Exception {
    Command.node("slow-reader.test.mjs")
        .with(ALONE.environment())
        .run(Duration.ofMinutes(4))
        .succeeds();
  }
}
