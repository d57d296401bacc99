package io.tidings.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Five instances behind nginx, started as a user starts them. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterIT {

  private static final Duration LIMIT = Duration.ofMinutes(4);
  private static final Duration LONG = Duration.ofMinutes(10);

  /** All clients of the tests have one address. */
  private static final Cluster CLUSTER =
      new Cluster(5, 5700, 8743).with("TIDINGS_LIMITS_CONNECTIONS_PER_ADDRESS", "0");

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
  @Order(2)
  void anyInstanceServesAPollingSession() throws Exception {
    Command.node("any-instance.test.mjs").with(CLUSTER.environment()).run(LIMIT).succeeds();
  }

  @Test
  @Order(2)
  void everyByteThatComesInElsewhereIsHandedOn() throws Exception {
    Command.node("bodies.test.mjs").with(CLUSTER.environment()).run(LIMIT).succeeds();
  }

  @Test
  @Order(2)
  void whatIsSentAgainIsServedOnce() throws Exception {
    Command.node("retries.test.mjs").with(CLUSTER.environment()).run(LIMIT).succeeds();
  }

  @Test
  @Order(2)
  void clientsThatDisconnectMissNothing() throws Exception {
    Command.node("lost-polls.test.mjs").with(CLUSTER.environment()).run(LIMIT).succeeds();
  }

  @Test
  @Order(2)
  void aThousandRelayedPollsCostNoThreads() throws Exception {
    Command.node("parked-polls.test.mjs").with(CLUSTER.environment()).run(LIMIT).succeeds();
  }

  @Test
  @Order(2)
  void listenersHearTheSameEverywhere() throws Exception {
    Command.node("event-streams.test.mjs").with(CLUSTER.environment()).run(LIMIT).succeeds();
  }

  @Test
  @Order(3)
  void peopleUseTheConsole() throws Exception {
    Command.of("payara/ensure", "chromium", "chromium").run(LIMIT).succeeds();
    Command.node("console.test.mjs").with(CLUSTER.environment()).run(LIMIT).succeeds();
  }

  @Test
  @Order(3)
  void examplesHearEachOther() throws Exception {
    Command.of("payara/ensure", "chromium", "chromium").run(LIMIT).succeeds();
    Command.of("payara/ensure", "python3", "python3").run(LIMIT).succeeds();
    Command.node("examples.test.mjs")
        .with(CLUSTER.environment())
        .with("CLASSPATH", System.getProperty("java.class.path"))
        .run(LIMIT)
        .succeeds();
  }

  /** README and all pages, letter by letter. */
  @Test
  @Order(3)
  void whatTheDocumentationSaysToTypeWorks() throws Exception {
    Command.node("docs.test.mjs")
        .with(CLUSTER.environment())
        .with("CLASSPATH", System.getProperty("java.class.path"))
        .run(LIMIT)
        .succeeds();
  }

  /** Order and ids are the same for all, and nobody hears anything twice or not at all. */
  @Test
  @Order(3)
  void clientsOfFourKindsHearTheSame(@TempDir Path scratch) throws Exception {
    Command.of("payara/ensure", "chromium", "chromium").run(LIMIT).succeeds();
    FourKinds kinds = new FourKinds(CLUSTER.environment());
    List<Heard> all = kinds.talk(scratch);

    Heard first = all.get(0);
    assertThat(all).extracting(Heard::client).hasSize(4).doesNotHaveDuplicates();
    assertThat(all).extracting(Heard::instance).doesNotHaveDuplicates();
    assertThat(all).extracting(first::difference).containsOnly("");
    assertThat(all).flatExtracting(Heard::failures).isEmpty();
    assertThat(first.events()).doesNotHaveDuplicates().hasSize(kinds.events());
    Map<String, String> answered = new HashMap<>();
    all.forEach(each -> answered.putAll(each.answered()));
    assertThat(first.ids()).isEqualTo(answered);
  }

  @Test
  @Order(4)
  void healthTellsTheTruthAboutRedis() throws Exception {
    assertThat(CLUSTER.readiness(2)).isEqualTo(200);

    CLUSTER.kill("redis");

    await().atMost(30, TimeUnit.SECONDS).until(() -> CLUSTER.readiness(2) == 503);
    assertThat(CLUSTER.status().status()).isNotZero();

    CLUSTER.up().succeeds();

    await().atMost(30, TimeUnit.SECONDS).until(() -> CLUSTER.readiness(2) == 200);
  }

  @Test
  @Order(5)
  void noClientNeedsToStayWithAnInstance() throws Exception {
    Command.node("no-stickiness.test.mjs").with(CLUSTER.environment()).run(LONG).succeeds();
  }

  @Test
  @Order(6)
  void anInstanceThatLeavesTurnsNobodyAway() throws Exception {
    Command.node("drain.test.mjs").with(CLUSTER.environment()).run(LIMIT).succeeds();
  }

  @Test
  @Order(6)
  void listenersMissNothingWhenTheirInstanceGoes() throws Exception {
    Command.node("event-streams-cluster.test.mjs")
        .with(CLUSTER.environment())
        .run(LIMIT)
        .succeeds();
  }

  @Test
  @Order(7)
  void nothingIsLostWhateverHappens() throws Exception {
    Command.node("chaos.test.mjs").with(CLUSTER.environment()).run(LONG).succeeds();
  }

  @Test
  @Order(8)
  void aLogThatHasGrownIsKeptAndBegunAnew() throws Exception {
    for (String log : List.of("log/5700.log", "nginx/access.log")) {
      long before = grow(CLUSTER.part(log), 60_000_000);

      Path kept = CLUSTER.part(log + ".1");
      await()
          .atMost(20, TimeUnit.SECONDS)
          .until(() -> Files.exists(kept) && Files.size(kept) > before);
      await().until(() -> Files.size(CLUSTER.part(log)) < before);
    }
    assertThat(CLUSTER.readiness(0)).isEqualTo(200);
  }

  /** Makes a log larger without taking room on the disk. */
  private static long grow(Path log, long bytes) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
      file.setLength(bytes);
    }
    return bytes - 1;
  }

  @Test
  @Order(9)
  void statusShowsNoConnectionsOfADeadInstance() throws Exception {
    CLUSTER.kill("5704");

    assertThat(CLUSTER.status().output()).containsPattern("(?m)^5704 +- +5704 +down +-$");
  }

  @Test
  @Order(10)
  void nothingIsLeftAfterDown() throws Exception {
    CLUSTER.forget().succeeds();
    assertThat(CLUSTER.part("nginx")).doesNotExist();

    assertThat(CLUSTER.processes()).isZero();
    assertThat(CLUSTER.status().status()).isNotZero();
  }
}
