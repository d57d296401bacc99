package io.tidings.config;

/**
 * What is remembered of each namespace for those who come back.
 *
 * @param windowMillis how long a broadcast is remembered, in milliseconds
 * @param maxEvents how many broadcasts of a namespace are remembered
 * @param maxBytes what those of a namespace may take
 */
public record RecoveryConfig(long windowMillis, int maxEvents, long maxBytes) {

  public static final RecoveryConfig DEFAULT = new RecoveryConfig(120_000, 10_000, 64 << 20);

  private static final long LONGEST = 86_400_000;
  private static final long MOST = 1_000_000;
  private static final long LEAST_BYTES = 64 << 10;
  private static final long MOST_BYTES = 16L << 30;

  /** Whether anything is remembered: neither of the two is 0. */
  public boolean isOn() {
    return windowMillis > 0 && maxEvents > 0;
  }

  public static RecoveryConfig from(Settings settings) {
    return new RecoveryConfig(
        settings.number("recovery.window", DEFAULT.windowMillis(), 0, LONGEST),
        (int) settings.number("recovery.max-events", DEFAULT.maxEvents(), 0, MOST),
        settings.number("recovery.max-bytes", DEFAULT.maxBytes(), LEAST_BYTES, MOST_BYTES));
  }
}
