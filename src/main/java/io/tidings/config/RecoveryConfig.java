package io.tidings.config;

import java.util.Locale;

/**
 * What is remembered of each namespace for those who come back, and who can.
 *
 * @param windowMillis how long a broadcast is remembered, in milliseconds
 * @param maxEvents how many broadcasts of a namespace are remembered
 * @param maxBytes what those of a namespace may take
 * @param offsets which clients are sent offsets
 */
public record RecoveryConfig(long windowMillis, int maxEvents, long maxBytes, Offsets offsets) {

  public static final RecoveryConfig DEFAULT = new RecoveryConfig(120_000, 10_000, 64 << 20);

  private static final long LONGEST = 86_400_000;
  private static final long MOST = 1_000_000;
  private static final long LEAST_BYTES = 64 << 10;
  private static final long MOST_BYTES = 16L << 30;

  /** One that leaves to the client's kind whether it is sent offsets. */
  public RecoveryConfig(long windowMillis, int maxEvents, long maxBytes) {
    this(windowMillis, maxEvents, maxBytes, Offsets.AUTO);
  }

  /** Whether anything is remembered: neither of the two is 0. */
  public boolean isOn() {
    return windowMillis > 0 && maxEvents > 0;
  }

  public static RecoveryConfig from(Settings settings) {
    return new RecoveryConfig(
        settings.number("recovery.window", DEFAULT.windowMillis(), 0, LONGEST),
        (int) settings.number("recovery.max-events", DEFAULT.maxEvents(), 0, MOST),
        settings.number("recovery.max-bytes", DEFAULT.maxBytes(), LEAST_BYTES, MOST_BYTES),
        offsets(settings));
  }

  private static Offsets offsets(Settings settings) {
    String value = settings.text("recovery.offsets", DEFAULT.offsets().name());
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "auto" -> Offsets.AUTO;
      case "always" -> Offsets.ALWAYS;
      case "never" -> Offsets.NEVER;
      default -> throw Settings.refused("recovery.offsets", value, "auto, always or never");
    };
  }
}
