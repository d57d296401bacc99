package io.tidings.handler;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidings.access.Gate;
import io.tidings.access.RefusalCounts;
import io.tidings.access.TestTokens;
import io.tidings.config.AccessConfig;
import io.tidings.config.Settings;
import io.tidings.namespace.EventHandler;
import io.tidings.namespace.TestHandler;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Tokens are verified where a thread may be kept. */
class GuardedHandlerTest {

  private static EventHandler guarded(Map<String, String> values) {
    Settings settings = new Settings(key -> Optional.ofNullable(values.get(key)));
    Gate gate = new Gate(AccessConfig.from(settings), new RefusalCounts(), Clock.systemUTC());
    return new GuardedHandler(new TestHandler(), gate);
  }

  @Test
  void aTokenIsVerifiedByTheHandlersThreads() {
    EventHandler handler = guarded(Map.of("mp.jwt.verify.publickey", TestTokens.publicKey()));
    assertThat(handler.blocksOnConnect()).isTrue();
    assertThat(handler.blocksOn("authenticate")).isTrue();
    assertThat(handler.blocksOn("e")).isFalse();
  }

  @Test
  void whereNoTokenIsLookedAtNothingIsKeptWaiting() {
    assertThat(guarded(Map.of()).blocksOnConnect()).isFalse();
  }
}
