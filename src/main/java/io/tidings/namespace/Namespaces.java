package io.tidings.namespace;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * The namespaces that have sockets on this instance. One that has none any more is forgotten:
 * clients may make up names without end.
 */
final class Namespaces {

  private final Map<String, Namespace> namespaces = new ConcurrentHashMap<>();
  private final AtomicInteger rooms = new AtomicInteger();

  /**
   * The namespace of that name, made when it is not there yet. Stays until each socket for which it
   * was obtained has been removed from it.
   */
  Namespace obtain(String name) {
    return namespaces.compute(
        name, (n, found) -> (found == null ? new Namespace(n, this, rooms) : found).used());
  }

  /** One that it was obtained for is done with it. */
  void release(Namespace namespace) {
    namespaces.computeIfPresent(namespace.name(), (n, found) -> found.unused() ? null : found);
  }

  /** The namespace of that name, or null. */
  Namespace find(String name) {
    return namespaces.get(name);
  }

  void forEachSocket(Consumer<Socket> action) {
    namespaces.values().forEach(namespace -> namespace.forEach(action));
  }

  /** How many rooms there are, over all namespaces. */
  int rooms() {
    return rooms.get();
  }

  int size() {
    return namespaces.size();
  }
}
