package io.tidings.namespace;

import java.util.Optional;

/** The namespaces that the application serves. */
@FunctionalInterface
public interface EventHandlers {

  /**
   * @return empty when clients may not join a namespace of that name
   */
  Optional<EventHandler> find(String namespace);
}
