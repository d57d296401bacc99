package io.tidings.engine;

import io.tidings.config.EngineConfig;
import java.util.Locale;

/** The open packet's payload, with exactly the keys that clients know. */
final class Handshake {

  private Handshake() {}

  static String json(String sid, EngineConfig config, TransportName transport) {
    boolean upgradable =
        transport == TransportName.POLLING
            && config.allowUpgrades()
            && config.transports().contains(TransportName.WEBSOCKET.wireName());
    return String.format(
        Locale.ROOT,
        "{\"sid\":\"%s\",\"upgrades\":[%s],\"pingInterval\":%d,\"pingTimeout\":%d,\"maxPayload\":%d}",
        sid,
        upgradable ? "\"websocket\"" : "",
        config.pingInterval(),
        config.pingTimeout(),
        config.maxPayload());
  }
}
