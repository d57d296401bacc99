package io.tidings.namespace;

import io.tidings.broadcast.Offset;
import io.tidings.packet.ArgumentMapper;
import io.tidings.packet.Arguments;
import io.tidings.packet.PacketException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a client sends to come back.
 *
 * @param secret that it was given with its socket
 * @param seen the offset of the last event that it has received; empty for none, or for what is no
 *     offset
 * @param auth JSON text of what else it sent
 */
record Wish(String secret, Optional<Offset> seen, String auth) {

  /** Longest secret that is looked for. */
  private static final int LONGEST = 64;

  /**
   * @param auth JSON text of the client's connect
   * @return empty when it comes for the first time
   */
  static Optional<Wish> of(String auth, ArgumentMapper mapper) {
    if (!auth.contains("\"pid\"")) {
      return Optional.empty();
    }
    try {
      Map<?, ?> fields =
          (Map<?, ?>) mapper.fromArguments(Arguments.parse("[" + auth + "]"), 0, Map.class);
      if (fields.get("pid") instanceof String secret
          && !secret.isEmpty()
          && secret.length() <= LONGEST) {
        Map<Object, Object> others = new LinkedHashMap<>(fields);
        others.keySet().removeAll(Set.of("pid", "offset"));
        String rest = mapper.toArguments(others).json(0);
        return Optional.of(new Wish(secret, seen(fields.get("offset")), rest));
      }
    } catch (PacketException | IllegalArgumentException e) {
      // Not what clients send; whoever does starts anew.
    }
    return Optional.empty();
  }

  private static Optional<Offset> seen(Object offset) {
    try {
      return offset instanceof String text ? Optional.of(Offset.parse(text)) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
