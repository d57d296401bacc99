package io.tidings.engine;

import io.tidings.access.MemoryBudget;
import io.tidings.config.EngineConfig;
import io.tidings.config.OutboxConfig;
import io.tidings.config.Settings;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Engines for tests: configured as by default, but for what the test says. */
public final class TestEngine {

  public static final HandshakeRequest REQUEST =
      new HandshakeRequest(
          Map.of("EIO", "4", "token", "t"),
          Map.of("user-agent", List.of("test")),
          "192.0.2.1",
          false);

  private TestEngine() {}

  /**
   * @param settings keys without their prefix, and values
   */
  public static Settings settings(String... settings) {
    Map<String, String> values = new java.util.HashMap<>();
    for (int i = 0; i < settings.length; i += 2) {
      values.put("tidings." + settings[i], settings[i + 1]);
    }
    return new Settings(key -> Optional.ofNullable(values.get(key)));
  }

  public static Engine engine(Timer timer, SessionListener listener, String... settings) {
    return engine("instance", timer, listener, settings);
  }

  /**
   * @param id of the instance
   */
  public static Engine engine(
      String id, Timer timer, SessionListener listener, String... settings) {
    return engine(id, timer, MemoryBudget.unlimited(), listener, settings);
  }

  public static Engine engine(
      String id, Timer timer, MemoryBudget budget, SessionListener listener, String... settings) {
    Settings all = settings(settings);
    return new Engine(id, EngineConfig.from(all), OutboxConfig.from(all), timer, budget, listener);
  }

  public static Session open(Engine engine, Transport transport) {
    Session session = engine.create(REQUEST);
    engine.start(session, transport);
    return session;
  }
}
