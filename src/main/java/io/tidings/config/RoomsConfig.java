package io.tidings.config;

/**
 * The built-in room service on the namespace {@code /}.
 *
 * @param enabled whether clients may join, leave and publish to rooms by themselves
 * @param bench whether the event {@code bench} is sent on to everyone, for measurements
 */
public record RoomsConfig(boolean enabled, boolean bench) {

  public static RoomsConfig from(Settings settings) {
    return new RoomsConfig(settings.flag("rooms.enabled", true), settings.flag("bench", false));
  }
}
