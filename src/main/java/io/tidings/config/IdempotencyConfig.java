package io.tidings.config;

/**
 * What is remembered of events and requests that carry an idempotency key.
 *
 * @param windowMillis how long the answer is remembered, in milliseconds
 */
public record IdempotencyConfig(long windowMillis) {

  public static final IdempotencyConfig DEFAULT = new IdempotencyConfig(600_000);

  private static final long SHORTEST = 1_000;
  private static final long LONGEST = 86_400_000;

  public static IdempotencyConfig from(Settings settings) {
    return new IdempotencyConfig(
        settings.number("idempotency.window", DEFAULT.windowMillis(), SHORTEST, LONGEST));
  }
}
