package io.tidings.config;

import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Which of our own parts a WAR serves besides its handlers and Socket.IO. The room service is a
 * handler, and has its own key.
 *
 * @param console whether the console is at the context root
 * @param api whether REST is at {@code /api}
 * @param ws whether JSON over WebSocket is at {@code /ws}
 */
public record PartsConfig(boolean console, boolean api, boolean ws) {

  public static PartsConfig from(Settings settings) {
    return new PartsConfig(
        settings.flag("console.enabled", true),
        settings.flag("api.enabled", true),
        settings.flag("ws.enabled", true));
  }

  /**
   * For those who are called outside of an application.
   *
   * @param loader of the application's classes
   */
  public static PartsConfig of(ClassLoader loader) {
    Config config = ConfigProvider.getConfig(loader);
    return from(new Settings(key -> config.getOptionalValue(key, String.class)));
  }
}
