package io.tidings.namespace;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The sockets that were here and moved to another instance, until they end there. They are held
 * only as long as someone else here holds them.
 */
final class Departed {

  private final Map<String, Reference> sockets = new ConcurrentHashMap<>();
  private final ReferenceQueue<Socket> unused = new ReferenceQueue<>();

  private static final class Reference extends WeakReference<Socket> {

    private final String id;
    private final Onward way;

    Reference(Socket socket, Onward way, ReferenceQueue<Socket> unused) {
      super(socket, unused);
      this.id = socket.id();
      this.way = way;
    }
  }

  void add(Socket socket, Onward way) {
    forgetUnused();
    sockets.put(socket.id(), new Reference(socket, way, unused));
  }

  private void forgetUnused() {
    for (Object each = unused.poll(); each != null; each = unused.poll()) {
      sockets.remove(((Reference) each).id, each);
    }
  }

  /** Where a socket went. */
  Optional<Onward> way(String id) {
    return Optional.ofNullable(sockets.get(id)).map(reference -> reference.way);
  }

  /** A socket that went, if anyone still holds it here. */
  Optional<Socket> find(String id) {
    return Optional.ofNullable(sockets.get(id)).map(WeakReference::get);
  }

  void remove(String id) {
    sockets.remove(id);
  }
}
