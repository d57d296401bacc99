package io.tidings.testing;

import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.spi.ConfigBuilder;
import org.eclipse.microprofile.config.spi.ConfigProviderResolver;

/** MicroProfile Config that holds what a test says, as text. There is one in a JVM. */
public final class FixedConfig extends ConfigProviderResolver {

  private final Map<String, String> values;

  private FixedConfig(Map<String, String> values) {
    this.values = values;
  }

  /**
   * From now on, until {@link #clear}.
   *
   * @param settings keys and values
   */
  public static void set(String... settings) {
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < settings.length; i += 2) {
      values.put(settings[i], settings[i + 1]);
    }
    setInstance(new FixedConfig(values));
  }

  /** Takes the configuration away that was set. */
  public static void clear() {
    setInstance(null);
  }

  /** Runs something with these settings, one at a time. */
  static synchronized <T> T with(Map<String, String> values, Supplier<T> task) {
    ConfigProviderResolver before = before();
    setInstance(new FixedConfig(values));
    try {
      return task.get();
    } finally {
      setInstance(before);
    }
  }

  /** Null where the tests bring no implementation. */
  private static ConfigProviderResolver before() {
    try {
      return instance();
    } catch (IllegalStateException e) {
      return null;
    }
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
