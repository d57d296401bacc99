package io.tidings.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class UnknownKeysTest {

  private final UnknownKeys keys =
      new UnknownKeys(
          Set.of("tidings.ping-interval", "tidings.ping-timeout", "mp.jwt.verify.issuer"));

  @Test
  void aMisspeltKeyIsWarnedOfWithTheNearest() {
    assertThat(keys.warnings(List.of("tidings.ping-intervall", "TIDINGS_PING_TIME_OUT")))
        .containsExactly(
            "TIDINGS_PING_TIME_OUT is no key of Tidings; the nearest is TIDINGS_PING_TIMEOUT",
            "tidings.ping-intervall is no key of Tidings; the nearest is tidings.ping-interval");
  }

  @Test
  void keysThatAreReadAndThoseOfOthersAreNot() {
    assertThat(
            keys.warnings(
                List.of(
                    "tidings.ping-interval",
                    "TIDINGS_PING_INTERVAL",
                    "tidings.rooms.enabled",
                    "TIDINGS_URL",
                    "java.home",
                    "PATH")))
        .isEmpty();
  }
}
