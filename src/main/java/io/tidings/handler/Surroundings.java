package io.tidings.handler;

import io.tidings.packet.ArgumentMapper;
import java.util.List;

/**
 * What all handlers share.
 *
 * @param handshakes filters of connects, in their order
 * @param events filters of events, in their order
 */
record Surroundings(
    ArgumentMapper mapper,
    RequestScope scope,
    List<Filter<HandshakeFilter>> handshakes,
    List<Filter<EventFilter>> events) {

  /** No filters, no CDI. */
  static Surroundings of(ArgumentMapper mapper) {
    return new Surroundings(mapper, RequestScope.NONE, List.of(), List.of());
  }
}
