package io.tidings.cluster;

import io.tidings.broadcast.BroadcastId;
import io.tidings.config.RecoveryConfig;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.redisson.api.RScript;
import org.redisson.client.codec.ByteArrayCodec;

/**
 * Publishes batches of broadcasts: one call of Redis each, which also gives them their ids and
 * appends them to the streams of their namespaces.
 */
final class BatchPublisher {

  private static final System.Logger LOG = System.getLogger(BatchPublisher.class.getName());

  private static final long LOG_INTERVAL = 60_000;

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
  private final LongSupplier clock;

  /** When that a batch is not remembered was logged last; one batch at a time is on its way. */
  private volatile long logged;

  /**
   * @param clock milliseconds since some fixed moment
   */
  BatchPublisher(
      Redis redis, RedisKeys keys, String origin, RecoveryConfig recovery, LongSupplier clock) {
    this.redis = redis;
    this.keys = keys;
    this.origin = origin;
    this.recovery = recovery;
    this.clock = clock;
    this.logged = clock.getAsLong() - LOG_INTERVAL;
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
        .thenApply(answer -> id(new String(answer, StandardCharsets.UTF_8)));
  }

  private BroadcastId id(String answer) {
    int blank = answer.indexOf(' ');
    if (blank < 0) {
      return BroadcastId.parse(answer);
    }
    long now = clock.getAsLong();
    if (now - logged >= LOG_INTERVAL) {
      logged = now;
      LOG.log(
          Level.WARNING,
          "Broadcasts are published, but not remembered for clients that come back: {0}",
          answer.substring(blank + 1));
    }
    return BroadcastId.parse(answer.substring(0, blank));
  }

  private static byte[] bytes(Object value) {
    return value.toString().getBytes(StandardCharsets.UTF_8);
  }
}
