package io.tidings.endtoend;

import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One instance, without Redis: the same semantics. */
class SingleInstanceIT {

  /** So that what is measured is the clients', and not what the instance remembers for them. */
  private static final Cluster ALONE =
      new Cluster(1, 5720, 8744)
          .with("TIDINGS_RECOVERY_MAX_BYTES", "4194304")
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
