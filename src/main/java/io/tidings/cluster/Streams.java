package io.tidings.cluster;

import io.tidings.broadcast.BroadcastId;
import io.tidings.relay.WireReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.redisson.api.RScript;
import org.redisson.client.codec.ByteArrayCodec;

/** The namespaces' streams in Redis, page by page, and the place at which they are. */
final class Streams {

  /** Entries of one stream in a page. */
  static final int PAGE = 200;

  /** Bytes of one stream's entries in a page, where they are more than one. */
  static final int PAGE_BYTES = 1 << 20;

  /** How long it is known of a silent namespace what its last broadcast was, in milliseconds. */
  private static final long FORGET = 86_400_000;

  private static final Script<byte[]> SYNC =
      new Script<>(RScript.ReturnType.VALUE, ByteArrayCodec.INSTANCE, "position", "sync");
  private static final Script<List<byte[]>> MISSED =
      new Script<>(
          RScript.ReturnType.LIST, ByteArrayCodec.INSTANCE, "position", "entries", "missed");
  private static final Script<List<byte[]>> BETWEEN =
      new Script<>(
          RScript.ReturnType.LIST, ByteArrayCodec.INSTANCE, "position", "entries", "between");

  private final Redis redis;
  private final RedisKeys keys;
  private final Restoration restoration;

  /** A broadcast in a stream. */
  record Entry(BroadcastId id, String origin, long number, WireReader broadcast) {}

  /**
   * What follows a place, in the order of ids.
   *
   * @param complete whether none is missing
   * @param edge up to here nothing else follows
   * @param more whether there is more behind {@code edge}
   */
  record Page(List<Entry> entries, boolean complete, BroadcastId edge, boolean more) {}

  /**
   * What a namespace has between two places.
   *
   * @param whole behind this place none is missing; empty where that is not known
   * @param edge up to here nothing else follows
   * @param more whether there is more behind {@code edge}
   */
  record Part(List<Entry> entries, Optional<BroadcastId> whole, BroadcastId edge, boolean more) {

    boolean isWholeBehind(BroadcastId place) {
      return whole.filter(id -> id.compareTo(place) <= 0).isPresent();
    }
  }

  Streams(Redis redis, RedisKeys keys, Restoration restoration) {
    this.redis = redis;
    this.keys = keys;
    this.restoration = restoration;
  }

  /**
   * Asks for the last id. Should Redis know of less than {@code heard}, it is given back what it
   * lost.
   *
   * @param lost whether it is certain that Redis lost data
   */
  CompletionStage<BroadcastId> position(BroadcastId heard, boolean lost) {
    return position(heard, lost, true);
  }

  private CompletionStage<BroadcastId> position(BroadcastId heard, boolean lost, boolean repair) {
    return redis
        .call(
            SYNC,
            List.of(keys.lastId(), keys.marks()),
            bytes(heard),
            bytes(lost ? 1 : 0),
            bytes(FORGET))
        .thenCompose(
            answer ->
                Restoration.behind(answer)
                    .map(
                        known -> restored(known, heard, repair, () -> position(heard, lost, false)))
                    .orElseGet(() -> CompletableFuture.completedFuture(id(answer))));
  }

  private <R> CompletionStage<R> restored(
      BroadcastId known, BroadcastId heard, boolean repair, Supplier<CompletionStage<R>> again) {
    if (!repair) {
      // A Redis that evicts keys, for instance: whoever asks does so again after a while.
      return CompletableFuture.failedFuture(
          new IllegalStateException("Redis keeps nothing of what it is given back"));
    }
    return restoration.restore(known, heard).thenCompose(done -> again.get());
  }

  /** A page of what was published behind a place in all namespaces. */
  CompletionStage<Page> missed(BroadcastId heard) {
    return missed(heard, true);
  }

  private CompletionStage<Page> missed(BroadcastId heard, boolean repair) {
    return redis
        .call(
            MISSED,
            List.of(keys.lastId(), keys.marks()),
            bytes(heard),
            bytes(PAGE),
            bytes(PAGE_BYTES))
        .thenCompose(
            found ->
                Restoration.behind(found.get(0))
                    .map(known -> restored(known, heard, repair, () -> missed(heard, false)))
                    .orElseGet(() -> CompletableFuture.completedFuture(allNamespaces(found))));
  }

  private static Page allNamespaces(List<byte[]> found) {
    BroadcastId edge = id(found.get(2));
    List<Entry> entries = entries(found.subList(3, found.size()));
    entries.removeIf(entry -> entry.id().compareTo(edge) > 0);
    entries.sort((one, other) -> one.id().compareTo(other.id()));
    return new Page(entries, isOne(found.get(1)), edge, edge.compareTo(id(found.get(0))) < 0);
  }

  /**
   * The first part of what a namespace has between two places; fails when Redis does not answer.
   *
   * @param count entries of the part, at most; there are fewer where they are large
   */
  CompletionStage<Part> between(String namespace, BroadcastId after, BroadcastId until, int count) {
    return read(namespace, after, until, count)
        .thenCompose(
            found ->
                Restoration.behind(found.get(0))
                    .map(
                        known ->
                            restored(
                                known,
                                BroadcastId.NONE,
                                true,
                                () -> read(namespace, after, until, count)))
                    .orElseGet(() -> CompletableFuture.completedFuture(found)))
        .thenApply(found -> oneNamespace(found, until));
  }

  private CompletionStage<List<byte[]>> read(
      String namespace, BroadcastId after, BroadcastId until, int count) {
    return redis.read(
        BETWEEN,
        List.of(keys.lastId(), keys.marks(), keys.stream(namespace)),
        bytes(after),
        bytes(until),
        bytes(count),
        bytes(PAGE_BYTES));
  }

  private static Part oneNamespace(List<byte[]> found, BroadcastId until) {
    if (Restoration.behind(found.get(0)).isPresent()) {
      // Nobody here has heard so much either.
      return new Part(List.of(), Optional.empty(), until, false);
    }
    List<Entry> entries = entries(found.subList(2, found.size()));
    boolean more = isOne(found.get(1));
    BroadcastId edge = more ? entries.get(entries.size() - 1).id() : until;
    Optional<BroadcastId> whole =
        found.get(0).length == 0 ? Optional.empty() : Optional.of(id(found.get(0)));
    return new Part(entries, whole, edge, more);
  }

  private static List<Entry> entries(List<byte[]> flat) {
    List<Entry> entries = new ArrayList<>(flat.size() / 4);
    for (int i = 0; i < flat.size(); i += 4) {
      entries.add(
          new Entry(
              id(flat.get(i)),
              text(flat.get(i + 1)),
              Long.parseLong(text(flat.get(i + 2))),
              new WireReader(flat.get(i + 3)).part()));
    }
    return entries;
  }

  private static boolean isOne(byte[] bytes) {
    return bytes.length == 1 && bytes[0] == '1';
  }

  private static BroadcastId id(byte[] bytes) {
    return BroadcastId.parse(text(bytes));
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static byte[] bytes(Object value) {
    return value.toString().getBytes(StandardCharsets.UTF_8);
  }
}
