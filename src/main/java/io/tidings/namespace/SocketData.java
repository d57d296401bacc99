package io.tidings.namespace;

import io.tidings.packet.ArgumentMapper;
import io.tidings.packet.Arguments;
import io.tidings.packet.NameRules;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What an application keeps with a socket for as long as it lives, on whichever instance that is.
 * May be used from any thread.
 *
 * <p>Values are kept in their JSON form, as they are when they are put: what is done to them
 * afterwards is not seen, and each {@code get} gives a value of its own.
 *
 * <pre>{@code
 * socket.data().put("user", new User("ada"));
 * socket.data().get("user", User.class).ifPresent(user -> …);
 * }</pre>
 */
public final class SocketData {

  private final ArgumentMapper mapper;
  private final Runnable changed;
  private final Map<String, Arguments> values = new ConcurrentHashMap<>(2);

  /**
   * @param changed is run after each change
   */
  SocketData(ArgumentMapper mapper, Runnable changed) {
    this.mapper = mapper;
    this.changed = changed;
  }

  /**
   * Keeps a value under a name, in place of the one before.
   *
   * @param value with a JSON-B form; null takes the name out
   * @throws IllegalArgumentException when it has no such form, or the name has half of a surrogate
   *     pair in it
   */
  public void put(String name, Object value) {
    if (!NameRules.isWellFormed(name)) {
      throw new IllegalArgumentException("a name with half of a surrogate pair");
    }
    if (value == null) {
      values.remove(name);
    } else {
      values.put(name, mapper.toArguments(value));
    }
    changed.run();
  }

  /** The same with a value in its JSON form. */
  void put(String name, Arguments value) {
    values.put(name, value);
    changed.run();
  }

  /**
   * The value under a name.
   *
   * @throws IllegalArgumentException when it is not of that type
   */
  public <T> Optional<T> get(String name, Class<T> type) {
    return Optional.ofNullable(values.get(name))
        .map(value -> type.cast(mapper.fromArguments(value, 0, type)));
  }

  /** Takes a value out, if it is there. */
  public void remove(String name) {
    values.remove(name);
    changed.run();
  }

  /** The names of all values, as they are now. */
  public Set<String> names() {
    return Set.copyOf(values.keySet());
  }

  Map<String, Arguments> values() {
    return values;
  }
}
