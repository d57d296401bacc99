package io.tidings.packet;

import java.util.Optional;

/**
 * Which names can be told from others wherever they go: to Redis, to other instances, into the path
 * of a request. There they are UTF-8, which has no form for half of a surrogate pair: such a name
 * would arrive as another one.
 */
public final class NameRules {

  private static final String HALF = "must not have half of a surrogate pair in it";

  private NameRules() {}

  /** Whether a text is the same when it has gone through UTF-8. */
  public static boolean isWellFormed(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (JsonText.isLoneSurrogate(text, i)) {
        return false;
      }
    }
    return true;
  }

  /** Why a text cannot be a name, to stand behind what it would name; empty when it can. */
  public static Optional<String> fault(String name) {
    return isWellFormed(name) ? Optional.empty() : Optional.of(HALF);
  }

  /**
   * The same for a room's name, which must have a place in a path as well. The server refuses those
   * with a backslash or NUL, however they are written.
   */
  public static Optional<String> roomFault(String room) {
    if (room.indexOf('\\') >= 0 || room.indexOf('\0') >= 0) {
      return Optional.of("must have neither a backslash nor NUL in it");
    }
    return fault(room);
  }

  /**
   * The name of a room.
   *
   * @return the same
   * @throws IllegalArgumentException when a room cannot be named so
   */
  public static String room(String room) {
    Optional<String> fault = roomFault(room);
    if (fault.isPresent()) {
      throw new IllegalArgumentException("the name of a room " + fault.get());
    }
    return room;
  }
}
