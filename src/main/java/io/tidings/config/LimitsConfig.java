package io.tidings.config;

/**
 * How much clients may do, at each instance. 0 means without limit.
 *
 * @param connections at once
 * @param connectionsPerAddress at once from one address
 * @param eventsPerSecond of one connection; as many may come at once after a pause
 * @param roomsPerSocket at once, without the one of the socket's own id
 * @param lostSockets whose clients may come back, at once
 * @param namespaces with a socket in them, at once
 * @param rooms with a socket of this instance in them, at once, without those of sockets' own ids
 */
public record LimitsConfig(
    int connections,
    int connectionsPerAddress,
    int eventsPerSecond,
    int roomsPerSocket,
    int lostSockets,
    int namespaces,
    int rooms) {

  /** Nothing is limited. */
  public static final LimitsConfig NONE = new LimitsConfig(0, 0, 0, 0, 0, 0, 0);

  /** Bytes of the heap for each connection: what an idle one takes, several times. */
  private static final long HEAP_PER_CONNECTION = 48 * 1024;

  private static final long HEAP_PER_ROOM = 2 * 1024;
  private static final int LEAST_CONNECTIONS = 1000;
  private static final int MOST = 10_000_000;

  public static LimitsConfig from(Settings settings) {
    return from(settings, Runtime.getRuntime().maxMemory());
  }

  /**
   * @param heap bytes that the heap may grow to
   */
  static LimitsConfig from(Settings settings, long heap) {
    int connections = most(heap / HEAP_PER_CONNECTION);
    return new LimitsConfig(
        number(settings, "connections", connections),
        number(settings, "connections-per-address", 1000),
        number(settings, "events-per-second", 1000),
        number(settings, "rooms-per-socket", 1000),
        number(settings, "lost-sockets", connections),
        number(settings, "namespaces", 10_000),
        number(settings, "rooms", most(heap / HEAP_PER_ROOM)));
  }

  private static int most(long number) {
    return (int) Math.max(LEAST_CONNECTIONS, Math.min(MOST, number));
  }

  private static int number(Settings settings, String key, int fallback) {
    return (int) settings.number("limits." + key, fallback, 0, MOST);
  }
}
