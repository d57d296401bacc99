package io.tidings.cluster;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.redisson.api.RScript;
import org.redisson.client.codec.ByteArrayCodec;

/**
 * Sends frames to the channels of other instances, many in one call of Redis, which also says what
 * became of each.
 */
final class RelaySender implements Pipeline.Sink<RelaySender.Outgoing, List<Long>> {

  private static final Script<List<Long>> RELAY =
      new Script<>(RScript.ReturnType.LIST, ByteArrayCodec.INSTANCE, "relay");

  private static final int OVERHEAD = 128;

  /** What became of a frame. */
  enum Fate {
    SENT,
    /** The instance holds a lease, and yet nobody listens: it has just died, or listens again. */
    NOT_HEARD,
    /** The instance holds no lease. */
    GONE,
    /** Nobody listens, but Redis was away: the instance may need a moment to be back. */
    UNSETTLED
  }

  /**
   * A frame that waits to be sent.
   *
   * @param fate is told, once
   */
  record Outgoing(String target, RelayFrame.Content content, Consumer<Fate> fate) {

    int size() {
      return content.payload().length + OVERHEAD;
    }
  }

  private final Redis redis;
  private final RedisKeys keys;
  private final String origin;

  RelaySender(Redis redis, RedisKeys keys, String origin) {
    this.redis = redis;
    this.keys = keys;
    this.origin = origin;
  }

  /** Whether the nodes of a Redis Cluster say who listens, each for itself. */
  boolean isCluster() {
    return redis.isCluster();
  }

  @Override
  public CompletionStage<List<Long>> send(Pipeline.Batch<Outgoing> batch) {
    List<Object> arguments = new ArrayList<>();
    arguments.add(bytes(keys.relay("")));
    long number = batch.first();
    for (Outgoing each : batch.items()) {
      arguments.add(bytes(each.target()));
      // An answer goes to whoever listens: its lease may have run out while it waited.
      arguments.add(bytes(each.content().kind() == RelayFrame.ANSWER ? "" : "lease"));
      arguments.add(each.content().frame(origin, number++));
    }
    return redis.call(RELAY, List.of(keys.leases(), keys.settled()), arguments.toArray());
  }

  @Override
  public void sent(Pipeline.Batch<Outgoing> batch, List<Long> fates) {
    for (int i = 0; i < batch.items().size(); i++) {
      batch.items().get(i).fate().accept(Fate.values()[fates.get(i).intValue()]);
    }
  }

  @Override
  public void abandoned(Outgoing outgoing) {
    outgoing.fate().accept(Fate.GONE);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
