package io.tidings.config;

/**
 * How much clients may do, at each instance. 0 means without limit.
 *
 * @param connections at once
 * @param connectionsPerAddress at once from one address
 * @param eventsPerSecond of one connection; as many may come at once after a pause
 * @param roomsPerSocket at once, without the one of the socket's own id
 */
public record LimitsConfig(
    int connections, int connectionsPerAddress, int eventsPerSecond, int roomsPerSocket) {

  public static final LimitsConfig DEFAULT = new LimitsConfig(0, 0, 0, 1000);

  private static final int MOST = 10_000_000;

  public static LimitsConfig from(Settings settings) {
    return new LimitsConfig(
        number(settings, "connections", DEFAULT.connections()),
        number(settings, "connections-per-address", DEFAULT.connectionsPerAddress()),
        number(settings, "events-per-second", DEFAULT.eventsPerSecond()),
        number(settings, "rooms-per-socket", DEFAULT.roomsPerSocket()));
  }

  private static int number(Settings settings, String key, int fallback) {
    return (int) settings.number("limits." + key, fallback, 0, MOST);
  }
}
