package io.tidings.transport;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Whether WebSockets take the short ways through the server that we know, or those of the standard,
 * which any server has.
 */
@ApplicationScoped
public class FastPath {

  private final List<WebSocketUpgrade> upgrades = new CopyOnWriteArrayList<>();

  void watch(WebSocketUpgrade upgrade) {
    upgrades.add(upgrade);
  }

  /** Frames are made once for all receivers, and given to the server's writer as they are. */
  public boolean writes() {
    return !upgrades.isEmpty() && upgrades.stream().allMatch(WebSocketUpgrade::writesFast);
  }

  /** The thread that finds bytes reads them; false before the first WebSocket, too. */
  public boolean reads() {
    return upgrades.stream().anyMatch(WebSocketUpgrade::readsFast);
  }

  /** Connections are taken from the web container; false before the first WebSocket, too. */
  public boolean isBare() {
    return CatalinaUpgrade.isInUse();
  }
}
