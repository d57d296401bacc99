package io.tidings.api;

import io.tidings.broadcast.Presence;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/**
 * Which part of a list is asked for: by the names of its items, so that what comes and goes in
 * between makes none of the others appear twice or never.
 *
 * @param after the name of the last item of the part before; "" for the first part
 * @param limit items at most
 */
record Paging(String after, int limit) {

  static final int USUAL = 1_000;
  static final int MOST = 10_000;

  /**
   * @param after null for none
   * @param limit null for none
   * @throws jakarta.ws.rs.WebApplicationException 400, which names the parameter
   */
  static Paging of(String after, String limit) {
    return new Paging(
        after == null ? "" : after, Parameters.number("limit", limit, USUAL, 1, MOST));
  }

  /** How many items behind {@link #after} tell whether something follows this part. */
  int oneMore() {
    return limit + 1;
  }

  /**
   * A part of a list.
   *
   * @param next with which to ask for the next part; null when this is the last
   */
  record Part<T>(List<T> items, String next) {}

  /**
   * @param name of an item; no two have the same
   */
  <T> Part<T> part(List<T> all, Function<T, String> name) {
    List<T> behind =
        all.stream()
            .filter(item -> Presence.ORDER.compare(name.apply(item), after) > 0)
            .sorted(Comparator.comparing(name, Presence.ORDER))
            .toList();
    if (behind.size() <= limit) {
      return new Part<>(behind, null);
    }
    return new Part<>(behind.subList(0, limit), name.apply(behind.get(limit - 1)));
  }
}
