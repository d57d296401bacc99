package io.tidings.namespace;

import io.tidings.broadcast.IdempotencyStore;
import io.tidings.packet.ArgumentMapper;
import io.tidings.packet.Arguments;
import io.tidings.packet.NameRules;
import java.util.Map;
import java.util.Optional;

/**
 * By what a client lets us know an event that it sends again: an object with this member alone, as
 * the event's last argument, which handlers do not see. Clients that send again what was not
 * answered ({@code retries} of socket.io-client) send nothing else by which to tell.
 *
 * <pre>{@code
 * socket.emit("order", {dish: 7}, {idempotencyKey: crypto.randomUUID()}, done);
 * }</pre>
 *
 * @param value 1 to 255 characters, chosen by the client; empty when what it sent is no key
 * @param arguments those before it
 */
record IdempotencyKey(Optional<String> value, Arguments arguments) {

  private static final String NAME = "idempotencyKey";

  /** What its JSON text may have, with escapes for every character. */
  private static final int LONGEST = 6 * IdempotencyStore.MAX_KEY + 64;

  /**
   * Whether the last argument may be a key: without looking at more than where its name would be.
   */
  static boolean isIn(Arguments arguments) {
    return arguments.lastBegins("{\"" + NAME + "\":");
  }

  static IdempotencyKey of(Arguments arguments, ArgumentMapper mapper) {
    int last = arguments.size() - 1;
    return new IdempotencyKey(value(arguments, last, mapper), arguments.first(last));
  }

  private static Optional<String> value(Arguments arguments, int index, ArgumentMapper mapper) {
    if (arguments.json(index).length() > LONGEST) {
      return Optional.empty();
    }
    Map<?, ?> members;
    try {
      members = (Map<?, ?>) mapper.fromArguments(arguments, index, Map.class);
    } catch (IllegalArgumentException e) {
      // JSON, but no value of Java's: a number with more digits than any has.
      return Optional.empty();
    }
    return members.size() == 1
            && members.get(NAME) instanceof String key
            && !key.isEmpty()
            && key.length() <= IdempotencyStore.MAX_KEY
            && NameRules.isWellFormed(key)
        ? Optional.of(key)
        : Optional.empty();
  }
}
