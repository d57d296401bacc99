package io.tidings.endtoend;

import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Hostile clients of every kind, against one instance as it is shipped. */
class SiegeIT {

  private static final Cluster BESIEGED = new Cluster(1, 5760, 8748);

  @BeforeAll
  static void start() throws Exception {
    BESIEGED.up().succeeds();
  }

  @AfterAll
  static void stop() throws Exception {
    BESIEGED.down();
  }

  @Test
  void noClientEndsAnInstanceOrCostsOthersAnEvent() throws Exception {
    Command.node("siege.test.mjs")
        .with(BESIEGED.environment())
        .run(Duration.ofMinutes(6))
        .succeeds();
  }

  @Test
  void slowBodiesHoldNoThreadThatOthersNeed() throws Exception {
    Command.node("slow-bodies.test.mjs")
        .with(BESIEGED.environment())
        .run(Duration.ofMinutes(2))
        .succeeds();
  }
}
