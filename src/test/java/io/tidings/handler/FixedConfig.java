package io.tidings.handler;

import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.spi.ConfigBuilder;
import org.eclipse.microprofile.config.spi.ConfigProviderResolver;

/** MicroProfile Config that holds what a test says, as text. */
final class FixedConfig extends ConfigProviderResolver {

  private final Map<String, String> values = new HashMap<>();

  private FixedConfig() {}

  /**
   * @param settings keys and values
   */
  static void set(String... settings) {
    FixedConfig fixed = new FixedConfig();
    for (int i = 0; i < settings.length; i += 2) {
      fixed.values.put(settings[i], settings[i + 1]);
    }
    setInstance(fixed);
  }

  static void clear() {
    setInstance(null);
  }

  @Override
  public Config getConfig() {
    return (Config)
        Proxy.newProxyInstance(
            Config.class.getClassLoader(),
            new Class<?>[] {Config.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("getOptionalValue")) {
                return Optional.ofNullable(values.get(arguments[0]));
              }
              throw new UnsupportedOperationException(method.getName());
            });
  }

  @Override
  public Config getConfig(ClassLoader loader) {
    return getConfig();
  }

  @Override
  public ConfigBuilder getBuilder() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void registerConfig(Config config, ClassLoader classLoader) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void releaseConfig(Config config) {
    throw new UnsupportedOperationException();
  }
}
