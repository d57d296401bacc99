package io.tidings;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * How all tests await a condition, unless they say otherwise: they look often, since most
 * conditions hold within milliseconds, and give up late, since the machine may be busy with other
 * things.
 */
public final class Awaiting implements BeforeAllCallback {

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(5);
  private static final Duration LIMIT = Duration.ofSeconds(20);

  @Override
  public void beforeAll(ExtensionContext context) {
    Awaitility.setDefaultPollInterval(BETWEEN_LOOKS);
    Awaitility.setDefaultTimeout(LIMIT);
  }
}
