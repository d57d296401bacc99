package io.tidings.transport;

import jakarta.servlet.ServletRequest;
import java.lang.System.Logger.Level;

/** The port on which Grizzly, Payara's network layer, listens. On any other server, none. */
final class GrizzlyPort {

  private static final System.Logger LOG = System.getLogger(GrizzlyPort.class.getName());

  private volatile boolean known;
  private Object transport;

  /** Finds the port by a request that came through it. */
  void remember(ServletRequest request) {
    if (!known) {
      find(request);
    }
  }

  private synchronized void find(ServletRequest request) {
    if (known) {
      return;
    }
    known = true;
    try {
      Object connection = GrizzlyConnections.connectionOf(request);
      transport = connection.getClass().getMethod("getTransport").invoke(connection);
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      LOG.log(Level.DEBUG, "Not the server that we know", e);
    }
  }

  /** Accepts no more connections; whether that was possible. */
  synchronized boolean unbind() {
    return tell("unbindAll");
  }

  /** Ends all connections. */
  synchronized void disconnect() {
    tell("shutdownNow");
  }

  private boolean tell(String what) {
    if (transport == null) {
      return false;
    }
    try {
      transport.getClass().getMethod(what).invoke(transport);
      return true;
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.log(Level.WARNING, "The port does not do {0}: {1}", what, e);
      return false;
    }
  }
}
