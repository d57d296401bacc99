package io.tidings.broadcast;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far a client has come in the order of what it is delivered. Clients keep it as a text and
 * bring it along when they come back:
 *
 * <pre>
 * 1700000000000-5            the broadcast of that id
 * 1700000000000-5-3          something that never left the instance, delivered behind it
 * 1700000000000-5-4~abc.17   the same, while broadcasts were delivered before Redis took them:
 *                            those that the instance abc has counted up to 17
 * </pre>
 *
 * <p>One instance hands them out in rising order.
 *
 * @param last the broadcast itself, or the last one before what never left the instance
 * @param count from 1, counts what never left the instance; 0 for a broadcast
 * @param early what was delivered before its turn, and may be found behind {@code last} once more
 */
public record Offset(BroadcastId last, long count, Optional<Early> early)
    implements Comparable<Offset> {

  /**
   * Broadcasts of an instance that its own clients were delivered while Redis was away.
   *
   * @param instance which published them
   * @param number of the last of them, counted by the instance from 1
   */
  public record Early(String instance, long number) {

    @Override
    public String toString() {
      return "~" + instance + "." + number;
    }
  }

  private static final Pattern FORM =
      Pattern.compile(
          "([0-9]{1,18})-([0-9]{1,18})(?:-([0-9]{1,18}))?"
              + "(?:~([0-9A-Za-z_-]{1,64})[.]([0-9]{1,18}))?");

  /** The longest text that can be one. */
  private static final int LONGEST = 160;

  private static final Comparator<Offset> ORDER =
      Comparator.comparing(Offset::last).thenComparingLong(Offset::count);

  /** The offset of a broadcast in its turn. */
  public static Offset of(BroadcastId id) {
    return new Offset(id, 0, Optional.empty());
  }

  /**
   * Reads what a client has brought, which may be anything.
   *
   * @throws IllegalArgumentException when it is no offset
   */
  public static Offset parse(String text) {
    Matcher parts = FORM.matcher(text.length() <= LONGEST ? text : "");
    if (!parts.matches()) {
      throw new IllegalArgumentException("not an offset");
    }
    BroadcastId last =
        new BroadcastId(Long.parseLong(parts.group(1)), Long.parseLong(parts.group(2)));
    long count = parts.group(3) == null ? 0 : positive(parts.group(3));
    Optional<Early> early =
        Optional.ofNullable(parts.group(4))
            .map(instance -> new Early(instance, positive(parts.group(5))));
    return new Offset(last, count, early);
  }

  private static long positive(String digits) {
    long number = Long.parseLong(digits);
    if (number == 0) {
      throw new IllegalArgumentException("not an offset");
    }
    return number;
  }

  /** Whether a broadcast was delivered early to whoever has this offset. */
  public boolean covers(String instance, long number) {
    return early
        .filter(given -> given.instance().equals(instance) && number <= given.number())
        .isPresent();
  }

  @Override
  public int compareTo(Offset other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return last + (count == 0 ? "" : "-" + count) + early.map(Early::toString).orElse("");
  }
}
