package io.tidings.endtoend;

import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What {@code nginx.conf} does when instances fail; these are the test's own. */
class NginxIT {

  private static final Duration LIMIT = Duration.ofMinutes(2);

  @BeforeAll
  static void install() throws Exception {
    Command.of("payara/ensure", "nginx-light", "nginx").run(LIMIT).succeeds();
    Command.of("payara/ensure", "openssl", "openssl").run(LIMIT).succeeds();
  }

  @Test
  void requestsGoAroundAnInstanceThatIsDown() throws Exception {
    Command.node("nginx.test.mjs").run(LIMIT).succeeds();
  }
}
