package io.tidings.config;

/**
 * Where event handlers run.
 *
 * @param threads at most, for handlers that block, where there are no virtual threads
 * @param inboxMaxBytes of events that may wait for one connection's handlers
 */
public record HandlerConfig(int threads, long inboxMaxBytes) {

  public static HandlerConfig from(Settings settings) {
    return new HandlerConfig(
        (int) settings.number("handler.threads", 1000, 1, 100_000),
        settings.number("inbox.max-bytes", 1_048_576, 1024, Integer.MAX_VALUE));
  }
}
