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
   * @param known whether the server is one that may be looked into
   * @param fast whether short ways through it are wanted
   */
  static SocketContainer find(ServerContainer server, int maxPayload, boolean known, boolean fast) {
    try {
      if (known && fast) {
        return told(new TyrusContainer(server, maxPayload));
      }
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      LOG.log(Level.INFO, "Tyrus is not what runs WebSockets here ({0})", e.toString());
    }
    return told(new PortableContainer(maxPayload, known));
  }

  private static SocketContainer told(SocketContainer found) {
    LOG.log(Level.INFO, "WebSocket {0}", found.description());
    return found;
  }
}
