package io.tidings.broadcast;

/**
 * The place of a broadcast in the one order of the cluster, written {@code <millis>-<sequence>}
 * like an entry id of a Redis stream.
 *
 * @param millis since 1970, when it was published; never less than that of the id before
 * @param sequence counts what was published at {@code millis}, from 0
 */
public record BroadcastId(long millis, long sequence) implements Comparable<BroadcastId> {

  public static final BroadcastId NONE = new BroadcastId(0, 0);

  private static final long LAST_SEQUENCE = 999_999_999_999_999_999L;

  /**
   * @throws IllegalArgumentException when the text is no id
   */
  public static BroadcastId parse(String text) {
    int dash = text.indexOf('-');
    try {
      return new BroadcastId(
          Long.parseLong(text.substring(0, Math.max(0, dash))),
          Long.parseLong(text.substring(dash + 1)));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("a bad broadcast id", e);
    }
  }

  /** The id of a broadcast that is published at {@code now}, even if the clock was set back. */
  public BroadcastId next(long now) {
    return now > millis ? new BroadcastId(now, 0) : plus(1);
  }

  public BroadcastId plus(long count) {
    return new BroadcastId(millis, sequence + count);
  }

  /** The id right before this one; there need not be a broadcast of it. */
  public BroadcastId before() {
    return sequence > 0
        ? new BroadcastId(millis, sequence - 1)
        : new BroadcastId(millis - 1, LAST_SEQUENCE);
  }

  @Override
  public int compareTo(BroadcastId other) {
    int byMillis = Long.compare(millis, other.millis);
    return byMillis != 0 ? byMillis : Long.compare(sequence, other.sequence);
  }

  @Override
  public String toString() {
    return millis + "-" + sequence;
  }
}
