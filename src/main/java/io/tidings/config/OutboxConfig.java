package io.tidings.config;

/**
 * What may wait for one connection that takes less than is sent to it.
 *
 * @param maxBytes of packets that wait
 * @param policy what happens when more comes
 */
public record OutboxConfig(long maxBytes, Policy policy) {

  /** What happens to a connection whose outbox is full, after its volatile events were dropped. */
  public enum Policy {
    DISCONNECT,
    DROP_OLDEST
  }

  public static OutboxConfig from(Settings settings) {
    String policy = settings.text("outbox.policy", "disconnect");
    return new OutboxConfig(
        settings.number("outbox.max-bytes", 1_048_576, 1024, Integer.MAX_VALUE),
        switch (policy) {
          case "disconnect" -> Policy.DISCONNECT;
          case "drop-oldest" -> Policy.DROP_OLDEST;
          default -> throw Settings.refused("outbox.policy", policy, "disconnect or drop-oldest");
        });
  }
}
