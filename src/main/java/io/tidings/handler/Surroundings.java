package io.tidings.handler;

import io.tidings.packet.ArgumentMapper;
import java.util.List;

/**
 * What all handlers share.
 *
 * @param requests filters of connections, in their order
 * @param handshakes filters of connects, in their order
 * @param events filters of events, in their order
 */
record Surroundings(
    ArgumentMapper mapper,
    RequestScope scope,
    List<Filter<RequestFilter>> requests,
    List<Filter<HandshakeFilter>> handshakes,
    List<Filter<EventFilter>> events) {

  /** The same with those filters alone that are for a namespace. */
  Surroundings of(NamespacePattern namespace) {
    return namespace.isName()
        ? new Surroundings(
            mapper,
            scope,
            requests,
            those(handshakes, namespace.shape()),
            those(events, namespace.shape()))
        : this;
  }

  private static <T> List<Filter<T>> those(List<Filter<T>> filters, String namespace) {
    return filters.stream().filter(filter -> filter.isFor(namespace)).toList();
  }

  /** No filters, no CDI. */
  static Surroundings of(ArgumentMapper mapper) {
    return new Surroundings(mapper, RequestScope.NONE, List.of(), List.of(), List.of());
  }
}
