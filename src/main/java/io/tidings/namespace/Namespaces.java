package io.tidings.namespace;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The namespaces that have sockets on this instance. */
final class Namespaces {

  private final Map<String, Namespace> namespaces = new ConcurrentHashMap<>();

  /** The namespace of that name, made when it is not there yet. */
  Namespace obtain(String name) {
    return namespaces.computeIfAbsent(name, Namespace::new);
  }

  /** The namespace of that name, or null. */
  Namespace find(String name) {
    return namespaces.get(name);
  }
}
