package io.tidings.config;

/**
 * How much clients can have written to the server's log.
 *
 * @param linesPerMinute of one kind, from us and from the server that we run on; 0: without limit
 */
public record LogConfig(int linesPerMinute) {

  public static final LogConfig DEFAULT = new LogConfig(10);

  private static final int MOST = 1_000_000;

  public static LogConfig from(Settings settings) {
    return new LogConfig(
        (int) settings.number("log.lines-per-minute", DEFAULT.linesPerMinute(), 0, MOST));
  }
}
