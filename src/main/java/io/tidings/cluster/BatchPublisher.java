package io.tidings.cluster;

import io.tidings.broadcast.BroadcastId;
import io.tidings.config.RecoveryConfig;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.StringJoiner;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
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
  static final int REMEMBERED = 3_600_000;

  /**
   * Half of that: so long after its last batch an instance can tell what Redis should know of it.
   */
  private static final long CERTAIN = TimeUnit.MILLISECONDS.toNanos(REMEMBERED / 2);

  private static final Script<byte[]> PUBLISH =
      new Script<>(RScript.ReturnType.VALUE, ByteArrayCodec.INSTANCE, "position", "publish");

  /** What the script answers, before a number, where Redis has lost what was published before. */
  private static final String LOST = "lost ";

  /** See {@code publish.lua}. */
  private static final String MARK = "m";

  private static final String KNOWN_GAP = "g";

  /** Arguments of the script before the broadcasts. */
  private static final int HEAD = 11;

  /** Broadcasts that are published again in one call, and their bytes. */
  private static final int MOST_AGAIN = 500;

  private static final int MOST_BYTES_AGAIN = 1_000_000;

  /** The order goes on, though Redis has lost it and keeps nothing of what it is given back. */
  private static final String FORCED = "f";

  /** Then the batch fails, and is tried again after a while, as when Redis does not answer. */
  private static final int MOST_REPAIRS = 4;

  private final Redis redis;
  private final RedisKeys keys;
  private final String origin;
  private final RecoveryConfig recovery;
  private final Restoration restoration;
  private final OwnBroadcasts own;
  private final LongSupplier clock;

  /** When that a batch is not remembered was logged last; one batch at a time is on its way. */
  private volatile long logged;

  private volatile long lastTime = System.nanoTime();

  /**
   * @param clock milliseconds since some fixed moment
   */
  BatchPublisher(
      Redis redis,
      RedisKeys keys,
      String origin,
      RecoveryConfig recovery,
      Restoration restoration,
      OwnBroadcasts own,
      LongSupplier clock) {
    this.redis = redis;
    this.keys = keys;
    this.origin = origin;
    this.recovery = recovery;
    this.restoration = restoration;
    this.own = own;
    this.clock = clock;
    this.logged = clock.getAsLong() - LOG_INTERVAL;
  }

  String origin() {
    return origin;
  }

  /**
   * Publishes a batch, each broadcast once, however often this is called. What Redis has lost
   * before it is published again first.
   *
   * @param heard the last id that this instance has heard
   * @return the id of the first broadcast; those of the others follow it
   */
  CompletionStage<BroadcastId> publish(Pipeline.Batch<Outgoing> batch, BroadcastId heard) {
    boolean uncertain = System.nanoTime() - lastTime > CERTAIN;
    return publish(batch, heard, uncertain ? KNOWN_GAP : "", 0);
  }

  /**
   * Publishes again what this instance has published up to a number, as far as Redis has lost it.
   */
  void again(long number, BroadcastId heard) {
    Outgoing last = own.between(number - 1, number + 1).get(number);
    if (last != null) {
      // What fails is noticed again, a second later.
      publish(new Pipeline.Batch<>(number, List.of(last)), heard, MARK, 0);
    }
  }

  /**
   * @param repairs how often Redis was repaired for this batch
   */
  private CompletionStage<BroadcastId> publish(
      Pipeline.Batch<Outgoing> batch, BroadcastId heard, String mode, int repairs) {
    return call(batch, heard, mode)
        .thenCompose(
            answer ->
                repairs > MOST_REPAIRS
                        && (Restoration.behind(answer).isPresent() || isLost(text(answer)))
                    ? CompletableFuture.failedFuture(
                        new IllegalStateException("Redis keeps nothing of what it is given"))
                    : answered(answer, batch, heard, mode, repairs));
  }

  private static String text(byte[] answer) {
    return new String(answer, StandardCharsets.UTF_8);
  }

  private static boolean isLost(String answer) {
    return answer.startsWith(LOST);
  }

  private CompletionStage<BroadcastId> answered(
      byte[] answer, Pipeline.Batch<Outgoing> batch, BroadcastId heard, String mode, int repairs) {
    String text = text(answer);
    Optional<BroadcastId> behind = Restoration.behind(answer);
    if (behind.isPresent()) {
      // A Redis that evicts keys may evict the order for the sake of what it is given back.
      return repairs == 0
          ? restoration
              .restore(behind.get(), heard)
              .thenCompose(done -> publish(batch, heard, mode, 1))
          : publish(batch, heard, mode + FORCED, repairs + 1);
    }
    if (isLost(text)) {
      long known = Long.parseLong(text.substring(LOST.length()));
      return publishAll(new ArrayDeque<>(runs(own.between(known, batch.first()))), heard)
          .thenCompose(done -> publish(batch, heard, mode + KNOWN_GAP, repairs + 1));
    }
    lastTime = System.nanoTime();
    return CompletableFuture.completedFuture(id(text));
  }

  private CompletionStage<Void> publishAll(
      Deque<Pipeline.Batch<Outgoing>> runs, BroadcastId heard) {
    Pipeline.Batch<Outgoing> next = runs.poll();
    return next == null
        ? CompletableFuture.completedFuture(null)
        : publish(next, heard, MARK + KNOWN_GAP, 0).thenCompose(id -> publishAll(runs, heard));
  }

  /** Batches of consecutive numbers. */
  private static List<Pipeline.Batch<Outgoing>> runs(SortedMap<Long, Outgoing> lost) {
    List<Pipeline.Batch<Outgoing>> runs = new ArrayList<>();
    List<Outgoing> items = new ArrayList<>();
    long first = 0;
    long bytes = 0;
    for (Map.Entry<Long, Outgoing> each : lost.entrySet()) {
      bytes += each.getValue().size();
      if (each.getKey() != first + items.size()
          || items.size() == MOST_AGAIN
          || bytes > MOST_BYTES_AGAIN) {
        items = new ArrayList<>();
        first = each.getKey();
        bytes = each.getValue().size();
        runs.add(new Pipeline.Batch<>(first, items));
      }
      items.add(each.getValue());
    }
    return runs;
  }

  private CompletionStage<byte[]> call(
      Pipeline.Batch<Outgoing> batch, BroadcastId heard, String mode) {
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
      mode,
    };
    for (int i = 0; i < head.length; i++) {
      arguments.set(i, bytes(head[i]));
    }
    arguments.set(head.length, BatchFrame.head(origin, batch.first()));
    List<String> used =
        new ArrayList<>(List.of(keys.lastId(), keys.marks(), keys.published(origin)));
    used.addAll(streams.keySet());
    return redis.call(PUBLISH, used, arguments.toArray());
  }

  /** The id that an answer has, behind which it may say why the batch is not remembered. */
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
