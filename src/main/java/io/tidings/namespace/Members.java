package io.tidings.namespace;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * A set of sockets that is read as an array: broadcasts walk it far more often than it changes, so
 * the array is kept until the next change.
 */
final class Members {

  private static final Socket[] NONE = {};

  private final Set<Socket> sockets = new LinkedHashSet<>();
  private Socket[] snapshot = NONE;

  synchronized boolean add(Socket socket) {
    snapshot = null;
    return sockets.add(socket);
  }

  synchronized boolean remove(Socket socket) {
    snapshot = null;
    return sockets.remove(socket);
  }

  synchronized boolean isEmpty() {
    return sockets.isEmpty();
  }

  /** The members of now; must not be changed. */
  synchronized Socket[] all() {
    if (snapshot == null) {
      snapshot = sockets.toArray(NONE);
    }
    return snapshot;
  }
}
