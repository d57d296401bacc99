package io.tidings.endtoend;

import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One instance, without Redis: the same semantics. */
class SingleInstanceIT {

  private static final Cluster ALONE = new Cluster(1, 5720, 8744);

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
}
