package io.tidings.transport;

import io.tidings.engine.Watchdog;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Whether WebSockets take the short ways through the server that we know, or those of the standard,
 * which any server has.
 */
@ApplicationScoped
public class FastPath {

  private final List<WebSocketUpgrade> upgrades = new CopyOnWriteArrayList<>();

  /** Null where there is no container that injects. */
  @Inject private Watchdog watchdog;

  void watch(WebSocketUpgrade upgrade) {
    upgrades.add(upgrade);
    if (watchdog != null) {
      upgrade.whenReadFast(this::watchSelectors);
    }
  }

  private void watchSelectors(List<Consumer<Runnable>> selectors) {
    for (int i = 0; i < selectors.size(); i++) {
      watchdog.watch("selector " + (i + 1), selectors.get(i));
    }
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
