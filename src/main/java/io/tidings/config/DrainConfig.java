package io.tidings.config;

/**
 * How an instance leaves. Times in milliseconds.
 *
 * @param time over which it closes its connections
 * @param grace at most, after that, for handlers that are still at work and clients that have not
 *     taken what was sent to them
 */
public record DrainConfig(long time, long grace) {

  private static final long HOUR = 3_600_000;

  public static DrainConfig from(Settings settings) {
    return new DrainConfig(
        settings.number("drain.time", 5_000, 0, HOUR),
        settings.number("drain.grace", 10_000, 0, HOUR));
  }
}
