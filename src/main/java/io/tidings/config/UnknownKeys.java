package io.tidings.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Finds keys that look like ours and that nobody reads, such as misspelt ones. */
final class UnknownKeys {

  /** In full; read by others than {@link Settings}, or variables that clients have. */
  private static final List<String> OTHERS =
      List.of("tidings.rooms.enabled", "tidings.bench", "tidings.url", "tidings.api-key");

  private final Set<String> known;

  /**
   * @param known keys in full, such as {@code tidings.ping-interval}
   */
  UnknownKeys(Collection<String> known) {
    this.known = new TreeSet<>(known);
    this.known.addAll(OTHERS);
  }

  /**
   * A warning for each name that is not known.
   *
   * @param names of properties and of environment variables
   */
  List<String> warnings(Iterable<String> names) {
    Set<String> warnings = new TreeSet<>();
    for (String name : names) {
      boolean variable = name.startsWith("TIDINGS_");
      if ((variable || name.startsWith("tidings.")) && shown(variable).noneMatch(name::equals)) {
        shown(variable)
            .min(Comparator.comparingInt(key -> distance(name, key)))
            .ifPresent(
                near -> warnings.add(name + " is no key of Tidings; the nearest is " + near));
      }
    }
    return List.copyOf(warnings);
  }

  private Stream<String> shown(boolean variable) {
    Stream<String> ours = known.stream().filter(key -> key.startsWith("tidings."));
    return variable ? ours.map(UnknownKeys::variable) : ours;
  }

  /** MicroProfile Config: the name of the environment variable for a key. */
  private static String variable(String key) {
    return key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
  }

  /** Levenshtein: insertions, deletions and exchanges of one character. */
  private static int distance(String one, String other) {
    int[] before = new int[other.length() + 1];
    for (int j = 0; j < before.length; j++) {
      before[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int[] now = new int[before.length];
      now[0] = i;
      for (int j = 1; j < now.length; j++) {
        int exchanged = before[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        now[j] = Math.min(exchanged, 1 + Math.min(before[j], now[j - 1]));
      }
      before = now;
    }
    return before[other.length()];
  }
}
