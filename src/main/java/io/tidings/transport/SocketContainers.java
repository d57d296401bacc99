package io.tidings.transport;

import jakarta.websocket.server.ServerContainer;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** Finds out which WebSocket container runs us. */
final class SocketContainers {

  private static final Logger LOG = System.getLogger(SocketContainers.class.getName());

  private SocketContainers() {}

  /**
   * Tyrus, when it is the one we know; the standard's ways otherwise.
   *
   * @param fast whether to look for it
   */
  static SocketContainer find(ServerContainer server, int maxPayload, boolean fast) {
    SocketContainer found = new PortableContainer();
    try {
      if (fast) {
        found = new TyrusContainer(server, maxPayload);
      }
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      LOG.log(Level.INFO, "Tyrus is not what runs WebSockets here ({0})", e.toString());
    }
    LOG.log(Level.INFO, "WebSocket {0}", found.description());
    return found;
  }
}
