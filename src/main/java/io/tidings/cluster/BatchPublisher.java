package io.tidings.cluster;

import io.tidings.broadcast.BroadcastId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.redisson.api.RScript;
import org.redisson.client.codec.ByteArrayCodec;

/** Publishes batches of broadcasts: one call of Redis each, which also gives them their ids. */
final class BatchPublisher implements Pipeline.Sink<BatchPublisher.Outgoing, String> {

  /** How long Redis knows which batch was an instance's last, in milliseconds. */
  private static final int REMEMBERED = 3_600_000;

  private static final Script<byte[]> PUBLISH =
      new Script<>(RScript.ReturnType.VALUE, ByteArrayCodec.INSTANCE, "publish");

  private final Redis redis;
  private final RedisKeys keys;
  private final String origin;

  /**
   * A broadcast that waits to be published.
   *
   * @param id completes when it was
   */
  record Outgoing(byte[] bytes, CompletableFuture<String> id) {

    int size() {
      return bytes.length;
    }
  }

  BatchPublisher(Redis redis, RedisKeys keys, String origin) {
    this.redis = redis;
    this.keys = keys;
    this.origin = origin;
  }

  @Override
  public CompletionStage<String> send(Pipeline.Batch<Outgoing> batch) {
    List<byte[]> broadcasts = batch.items().stream().map(Outgoing::bytes).toList();
    return redis
        .call(
            PUBLISH,
            List.of(keys.lastId(), keys.published(origin)),
            bytes(batch.first()),
            bytes(broadcasts.size()),
            bytes(keys.topic()),
            BatchFrame.encode(origin, batch.first(), broadcasts),
            bytes(REMEMBERED))
        .thenApply(id -> new String(id, StandardCharsets.US_ASCII));
  }

  @Override
  public void sent(Pipeline.Batch<Outgoing> batch, String first) {
    BroadcastId id = BroadcastId.parse(first);
    for (int i = 0; i < batch.items().size(); i++) {
      batch.items().get(i).id().complete(id.plus(i).toString());
    }
  }

  @Override
  public void abandoned(Outgoing outgoing) {
    outgoing.id().completeExceptionally(new PublishRefusedException());
  }

  private static byte[] bytes(Object value) {
    return value.toString().getBytes(StandardCharsets.UTF_8);
  }
}
