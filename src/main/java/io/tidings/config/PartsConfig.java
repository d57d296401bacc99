package io.tidings.config;

/**
 * Which of our own parts a WAR serves besides its handlers. The room service is a handler, and has
 * its own key.
 *
 * @param console whether the console is at the context root
 * @param api whether REST is at {@code /api}
 */
public record PartsConfig(boolean console, boolean api) {

  public static PartsConfig from(Settings settings) {
    return new PartsConfig(
        settings.flag("console.enabled", true), settings.flag("api.enabled", true));
  }
}
