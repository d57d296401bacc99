package io.tidings.endtoend;

import io.tidings.access.TestTokens;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One instance that asks everybody for credentials, and nginx before it. */
class AccessIT {

  private static final Duration LIMIT = Duration.ofMinutes(2);

  private static final Cluster ASKING =
      new Cluster(1, 5720, 8744)
          .with("TIDINGS_AUTH_REQUIRED", "true")
          .with("MP_JWT_VERIFY_PUBLICKEY", TestTokens.publicKey());

  @BeforeAll
  static void start() throws Exception {
    ASKING.up().succeeds();
  }

  @AfterAll
  static void stop() throws Exception {
    ASKING.down();
  }

  /** A file of tests that sign tokens themselves. */
  private static void run(String file) throws Exception {
    Command.node(file)
        .with(ASKING.environment())
        .with("TIDINGS_SIGNING_KEY", TestTokens.privateKey())
        .run(LIMIT)
        .succeeds();
  }

  private static void install() throws Exception {
    Command.of("payara/ensure", "chromium", "chromium").run(LIMIT).succeeds();
  }

  @Test
  void everyDoorByWhatIsShown() throws Exception {
    run("access.test.mjs");
  }

  @Test
  void pagesListenWithAToken() throws Exception {
    install();
    run("event-source.test.mjs");
  }

  @Test
  void peopleReadWhatTheInterfaceIs() throws Exception {
    install();
    run("reference.test.mjs");
  }
}
