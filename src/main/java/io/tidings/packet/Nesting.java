package io.tidings.packet;

import java.util.Arrays;
import java.util.Collection;
import java.util.Map;

/**
 * Refuses values that are nested deeper than JSON may be here; one that contains itself is. JSON-B
 * would write such a value until the memory or the stack is full. It finds beans that contain
 * themselves, but no maps, collections and arrays.
 */
final class Nesting {

  private Nesting() {}

  /**
   * @throws IllegalArgumentException when the value is nested too deep
   */
  static void check(Object value) {
    check(value, 0);
  }

  private static void check(Object value, int depth) {
    Collection<?> inside = inside(value);
    if (inside == null) {
      return;
    }
    if (depth == JsonScanner.MAX_DEPTH) {
      throw tooDeep(null);
    }
    for (Object each : inside) {
      check(each, depth + 1);
    }
  }

  /** What a container holds; null for anything else. */
  private static Collection<?> inside(Object value) {
    if (value instanceof Map<?, ?> map) {
      return map.values();
    }
    if (value instanceof Object[] array) {
      return Arrays.asList(array);
    }
    return value instanceof Collection<?> collection ? collection : null;
  }

  static IllegalArgumentException tooDeep(Throwable cause) {
    return new IllegalArgumentException(
        "a value contains itself, or is nested deeper than " + JsonScanner.MAX_DEPTH, cause);
  }
}
