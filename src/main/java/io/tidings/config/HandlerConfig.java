package io.tidings.config;

import java.util.Set;

/**
 * Where event handlers run, and which namespaces need none.
 *
 * @param threads at most, for handlers that block, where there are no virtual threads
 * @param inboxMaxBytes of events that may wait for one connection's handlers
 * @param namespaces that clients may join although no class handles them
 */
public record HandlerConfig(int threads, long inboxMaxBytes, Set<String> namespaces) {

  /** Copies the names. */
  public HandlerConfig {
    namespaces = Set.copyOf(namespaces);
  }

  /** As the configuration has it. */
  public static HandlerConfig from(Settings settings) {
    return new HandlerConfig(
        (int) settings.number("handler.threads", 1000, 1, 100_000),
        settings.number("inbox.max-bytes", 1_048_576, 1024, Integer.MAX_VALUE),
        settings.list("namespaces", ""));
  }
}
