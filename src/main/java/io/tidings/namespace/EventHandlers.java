package io.tidings.namespace;

import java.util.Optional;
import java.util.Set;

/** The namespaces that the application serves. */
@FunctionalInterface
public interface EventHandlers {

  /**
   * @return empty when clients may not join a namespace of that name
   */
  Optional<EventHandler> find(String namespace);

  /**
   * Somebody wants to open a connection. Called on a thread that may block.
   *
   * @throws ConnectionRefusedException to refuse it
   */
  default void admit(Handshake handshake) {}

  /** The roles by which handlers say who may call them. */
  default Set<String> roles() {
    return Set.of();
  }
}
