package io.tidings.config;

import java.util.Optional;
import java.util.Set;

/**
 * Engine.IO: the connection of one client. Times in milliseconds, sizes in bytes.
 *
 * @param pingInterval between two pings of the server
 * @param pingTimeout within which a ping must be answered
 * @param connectTimeout within which a client must join a namespace
 * @param upgradeTimeout within which an upgrade that was begun must end
 * @param maxPayload of one Engine.IO message or polling body
 * @param transports served, of {@code polling} and {@code websocket}
 * @param allowUpgrades whether a polling session may become a WebSocket one
 * @param cookie name of an affinity cookie; none is set when empty
 */
public record EngineConfig(
    long pingInterval,
    long pingTimeout,
    long connectTimeout,
    long upgradeTimeout,
    int maxPayload,
    Set<String> transports,
    boolean allowUpgrades,
    Optional<String> cookie) {

  private static final Set<String> KNOWN_TRANSPORTS = Set.of("polling", "websocket");
  private static final long DAY = 86_400_000;

  public EngineConfig {
    transports = Set.copyOf(transports);
  }

  public static EngineConfig from(Settings settings) {
    Set<String> transports = settings.list("transports", "polling,websocket");
    if (transports.isEmpty() || !KNOWN_TRANSPORTS.containsAll(transports)) {
      throw Settings.refused(
          "transports", String.join(",", transports), "polling, websocket or polling,websocket");
    }
    Optional<String> cookie = settings.text("cookie");
    cookie
        .filter(name -> !name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+"))
        .ifPresent(
            name -> {
              throw Settings.refused("cookie", name, "a cookie name (RFC 6265)");
            });
    return new EngineConfig(
        settings.number("ping-interval", 25_000, 1, DAY),
        settings.number("ping-timeout", 20_000, 1, DAY),
        settings.number("connect-timeout", 45_000, 1, DAY),
        settings.number("upgrade-timeout", 10_000, 1, DAY),
        (int) settings.number("max-payload", 1_000_000, 1, Integer.MAX_VALUE / 2),
        transports,
        settings.flag("allow-upgrades", true),
        cookie);
  }
}
