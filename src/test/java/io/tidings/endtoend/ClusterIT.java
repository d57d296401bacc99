package io.tidings.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Five instances behind nginx, started as a user starts them. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterIT {

  private static final Duration LIMIT = Duration.ofMinutes(4);

  private static final Cluster CLUSTER = new Cluster(5, 5700, 8743);

  @BeforeAll
  static void start() throws Exception {
    CLUSTER.up().succeeds();
  }

  @AfterAll
  static void stop() throws Exception {
    CLUSTER.down();
  }

  @Test
  @Order(1)
  void allAreReadyAndASecondUpChangesNothing() throws Exception {
    String before = CLUSTER.status().succeeds().output();

    assertThat(CLUSTER.up().succeeds().output()).contains("Already running");

    assertThat(CLUSTER.status().succeeds().output()).isEqualTo(before);
  }

  @Test
  @Order(2)
  void clientsOnAllInstancesHoldOneConversation() throws Exception {
    Command.node("cluster.test.mjs").with(CLUSTER.environment()).run(LIMIT).succeeds();
  }

  @Test
  @Order(3)
  void peopleUseTheConsole() throws Exception {
    Command.of("payara/ensure", "chromium", "chromium").run(LIMIT).succeeds();
    Command.node("console.test.mjs").with(CLUSTER.environment()).run(LIMIT).succeeds();
  }

  @Test
  @Order(4)
  void nothingIsLeftAfterDown() throws Exception {
    CLUSTER.down().succeeds();

    assertThat(CLUSTER.processes()).isZero();
    assertThat(CLUSTER.status().status()).isNotZero();
  }
}
