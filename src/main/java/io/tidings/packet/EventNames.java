package io.tidings.packet;

import java.util.HashSet;
import java.util.Set;

/**
 * The names that events may not have, in either direction: clients use them for themselves, and cut
 * a connection over which one arrives.
 */
public final class EventNames {

  /** The names that clients keep for themselves. */
  public static final Set<String> RESERVED =
      Set.of(
          "connect",
          "connect_error",
          "disconnect",
          "disconnecting",
          "newListener",
          "removeListener");

  /** The same, to be asked for each event: it finds with one look, without a division. */
  private static final Set<String> QUICK = new HashSet<>(RESERVED);

  private EventNames() {}

  /** Whether clients keep a name for themselves. */
  public static boolean isReserved(String name) {
    return QUICK.contains(name);
  }

  /**
   * @throws IllegalArgumentException when the name is reserved
   */
  public static void check(String name) {
    if (isReserved(name)) {
      throw new IllegalArgumentException("\"" + name + "\" is a reserved event name");
    }
  }
}
