package io.tidings.access;

import io.tidings.config.LimitsConfig;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The open connections of this instance, and from where. Between the question and the connection
 * others may come in: the limits may be passed by as many as begin at the very same time, which is
 * no more than there are threads to serve them.
 */
final class ConnectionCount {

  private final LimitsConfig config;
  private final AtomicInteger all = new AtomicInteger();

  /** Stays empty where nobody asks for it. */
  private final Map<String, Integer> byAddress = new ConcurrentHashMap<>();

  ConnectionCount(LimitsConfig config) {
    this.config = config;
  }

  /** Why one more from there is too many; empty when it is not. */
  Optional<Limit> refusal(String address) {
    if (reached(config.connections(), all.get())) {
      return Optional.of(Limit.CONNECTIONS);
    }
    return reached(config.connectionsPerAddress(), byAddress.getOrDefault(address, 0))
        ? Optional.of(Limit.CONNECTIONS_PER_ADDRESS)
        : Optional.empty();
  }

  private static boolean reached(int limit, int count) {
    return limit > 0 && count >= limit;
  }

  void entered(String address) {
    all.incrementAndGet();
    if (config.connectionsPerAddress() > 0) {
      byAddress.merge(address, 1, Integer::sum);
    }
  }

  void left(String address) {
    all.decrementAndGet();
    byAddress.computeIfPresent(address, (a, count) -> count > 1 ? count - 1 : null);
  }

  /** How many addresses are remembered. */
  int addresses() {
    return byAddress.size();
  }
}
