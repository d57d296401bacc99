package io.tidings.cluster;

import io.tidings.broadcast.BroadcastId;
import io.tidings.config.RecoveryConfig;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.redisson.api.RScript;
import org.redisson.client.codec.ByteArrayCodec;

/**
 * Gives back to Redis what it has lost of the order of broadcasts and this instance has heard: a
 * replica that took over had not been given it, or Redis was restarted without its last second.
 * Whoever finds out does so before anything else is published, so that the order goes on where it
 * was. What nobody has heard, or too long ago, is marked as missing.
 */
final class Restoration {

  /** What a script answers that finds itself behind; the last id that Redis knows follows. */
  private static final String BEHIND = "behind ";

  private static final Script<byte[]> RESTORE =
      new Script<>(RScript.ReturnType.VALUE, ByteArrayCodec.INSTANCE, "position", "restore");

  private static final int MOST_ENTRIES = 500;
  private static final long MOST_BYTES = 1_000_000;

  private final Redis redis;
  private final RedisKeys keys;
  private final RecoveryConfig recovery;
  private final RecentBroadcasts recent;

  Restoration(Redis redis, RedisKeys keys, RecoveryConfig recovery, RecentBroadcasts recent) {
    this.redis = redis;
    this.keys = keys;
    this.recovery = recovery;
    this.recent = recent;
  }

  /** The last id that Redis knows, when this is the answer of a script that finds itself behind. */
  static Optional<BroadcastId> behind(byte[] answer) {
    String text = new String(answer, StandardCharsets.UTF_8);
    return text.startsWith(BEHIND)
        ? Optional.of(BroadcastId.parse(text.substring(BEHIND.length())))
        : Optional.empty();
  }

  /**
   * Restores what is behind {@code known}, the last id of Redis.
   *
   * @param heard the order goes on above this in any case
   * @return fails when Redis does not answer
   */
  CompletionStage<Void> restore(BroadcastId known, BroadcastId heard) {
    RecentBroadcasts.Stretch lost = recent.behind(known);
    return restore(lost.after(), lost.entries(), heard);
  }

  private CompletionStage<Void> restore(
      BroadcastId after, List<RecentBroadcasts.Entry> entries, BroadcastId heard) {
    int count = portion(entries);
    List<RecentBroadcasts.Entry> now = entries.subList(0, count);
    List<RecentBroadcasts.Entry> rest = entries.subList(count, entries.size());
    return call(after, now, rest.isEmpty() ? heard.toString() : "")
        .thenCompose(
            last ->
                rest.isEmpty()
                    ? CompletableFuture.completedFuture(null)
                    : restore(now.get(count - 1).id(), rest, heard));
  }

  private static int portion(List<RecentBroadcasts.Entry> entries) {
    int count = 0;
    long bytes = 0;
    for (RecentBroadcasts.Entry entry : entries) {
      bytes += entry.broadcast().left();
      if (count == MOST_ENTRIES || count > 0 && bytes > MOST_BYTES) {
        break;
      }
      count++;
    }
    return count;
  }

  private CompletionStage<byte[]> call(
      BroadcastId after, List<RecentBroadcasts.Entry> entries, String heard) {
    Map<String, Integer> used = new LinkedHashMap<>();
    used.put(keys.lastId(), 1);
    used.put(keys.marks(), 2);
    List<Object> arguments = new ArrayList<>();
    arguments.add(bytes(after));
    arguments.add(bytes(heard));
    arguments.add(bytes(recovery.maxEvents() > 0 ? recovery.windowMillis() : 0));
    arguments.add(bytes(BatchPublisher.REMEMBERED));
    for (RecentBroadcasts.Entry entry : entries) {
      String namespace = BroadcastCodec.header(entry.broadcast().again()).namespace();
      arguments.add(bytes(entry.id()));
      arguments.add(bytes(entry.origin()));
      arguments.add(bytes(entry.number()));
      arguments.add(bytes(index(used, keys.stream(namespace))));
      arguments.add(bytes(index(used, keys.published(entry.origin()))));
      arguments.add(BatchFrame.part(entry.broadcast().again().remaining()));
    }
    return redis.call(RESTORE, List.copyOf(used.keySet()), arguments.toArray());
  }

  private static int index(Map<String, Integer> used, String key) {
    int next = used.size() + 1;
    return used.computeIfAbsent(key, absent -> next);
  }

  private static byte[] bytes(Object value) {
    return value.toString().getBytes(StandardCharsets.UTF_8);
  }
}
