package io.tidings.cluster;

import io.tidings.broadcast.BroadcastId;
import io.tidings.config.RecoveryConfig;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.CompletionStage;
import org.redisson.api.RScript;
import org.redisson.client.codec.ByteArrayCodec;

/**
 * Publishes batches of broadcasts: one call of Redis each, which also gives them their ids and
 * appends them to the streams of their namespaces.
 */
final class BatchPublisher {

  /** How long Redis knows which batch was an instance's last, in milliseconds. */
  private static final int REMEMBERED = 3_600_000;

  private static final Script<byte[]> PUBLISH =
      new Script<>(RScript.ReturnType.VALUE, ByteArrayCodec.INSTANCE, "position", "publish");

  /** Arguments of the script before the broadcasts. */
  private static final int HEAD = 10;

  private final Redis redis;
  private final RedisKeys keys;
  private final String origin;
  private final RecoveryConfig recovery;

  BatchPublisher(Redis redis, RedisKeys keys, String origin, RecoveryConfig recovery) {
    this.redis = redis;
    this.keys = keys;
    this.origin = origin;
    this.recovery = recovery;
  }

  String origin() {
    return origin;
  }

  /**
   * @param heard the last id that this instance has heard
   * @return the id of the first broadcast; those of the others follow it
   */
  CompletionStage<BroadcastId> publish(Pipeline.Batch<Outgoing> batch, BroadcastId heard) {
    Map<String, Integer> streams = new LinkedHashMap<>();
    StringJoiner indexes = new StringJoiner(" ");
    List<Object> arguments = new ArrayList<>(batch.items().size() + HEAD);
    for (int i = 0; i < HEAD; i++) {
      arguments.add(null);
    }
    for (Outgoing each : batch.items()) {
      int next = streams.size() + 1;
      indexes.add(streams.computeIfAbsent(keys.stream(each.namespace()), s -> next).toString());
      arguments.add(BatchFrame.part(each.bytes()));
    }
    Object[] head = {
      batch.first(),
      origin,
      keys.topic(),
      REMEMBERED,
      heard,
      recovery.windowMillis(),
      recovery.maxEvents(),
      recovery.maxBytes(),
      streams.size() == 1 ? "" : indexes,
    };
    for (int i = 0; i < head.length; i++) {
      arguments.set(i, bytes(head[i]));
    }
    arguments.set(head.length, BatchFrame.head(origin, batch.first()));
    List<String> used =
        new ArrayList<>(List.of(keys.lastId(), keys.marks(), keys.published(origin)));
    used.addAll(streams.keySet());
    return redis
        .call(PUBLISH, used, arguments.toArray())
        .thenApply(id -> BroadcastId.parse(new String(id, StandardCharsets.US_ASCII)));
  }

  private static byte[] bytes(Object value) {
    return value.toString().getBytes(StandardCharsets.UTF_8);
  }
}
