package io.tidings.cluster;

import io.tidings.broadcast.Leases;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.redisson.api.RScript;
import org.redisson.client.codec.StringCodec;

/** Leases in Redis, each of which lives as long as that of the instance which holds it. */
final class RedisLeases implements Leases {

  private static final Script<Long> TAKE =
      new Script<>(RScript.ReturnType.LONG, StringCodec.INSTANCE, "gone", "take-lease");

  private final Redis redis;
  private final RedisKeys keys;
  private final String instance;

  RedisLeases(Redis redis, RedisKeys keys, String instance) {
    this.redis = redis;
    this.keys = keys;
    this.instance = instance;
  }

  /** {@inheritDoc} To take it twice changes nothing, so that it may be tried again. */
  @Override
  public CompletionStage<Boolean> take(String name) {
    return redis
        .read(
            TAKE,
            List.of(keys.leases(), keys.settled(), keys.holders()),
            name,
            instance,
            keys.relay(""))
        .thenApply(taken -> taken == 1);
  }
}
