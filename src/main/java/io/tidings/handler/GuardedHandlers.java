package io.tidings.handler;

import io.tidings.access.Gate;
import io.tidings.namespace.EventHandler;
import io.tidings.namespace.EventHandlers;
import io.tidings.namespace.Handshake;
import java.util.Optional;
import java.util.Set;

/** Handlers that see no client before its token has been looked at. */
record GuardedHandlers(EventHandlers handlers, Gate gate) implements EventHandlers {

  @Override
  public Optional<EventHandler> find(String namespace) {
    return handlers.find(namespace).map(handler -> new GuardedHandler(handler, gate));
  }

  @Override
  public void admit(Handshake handshake) {
    handlers.admit(handshake);
  }

  @Override
  public Set<String> roles() {
    return handlers.roles();
  }
}
