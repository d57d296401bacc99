package io.tidings.cluster;

import io.tidings.broadcast.BroadcastId;
import io.tidings.broadcast.History;
import io.tidings.broadcast.Offset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * History from what this instance heard itself, and from the streams in Redis where that does not
 * reach back far enough. Answers are given on a thread of its own, or on one of the Redis client.
 */
final class RedisHistory implements History, AutoCloseable {

  /**
   * Milliseconds: clients that come back at once have come as far as different places in the order,
   * and what is read from Redis begins where a second does, so that they can share it.
   */
  private static final long SHARED = 1_000;

  private final HistoryRing ring;
  private final StreamReads reads;
  private final ThreadScheduler reader = new ThreadScheduler("tidings-history");

  RedisHistory(Streams streams, HistoryRing ring) {
    this.ring = ring;
    this.reads = new StreamReads(streams);
  }

  /** How many broadcasts were read from Redis. */
  long entriesRead() {
    return reads.entries();
  }

  /**
   * {@inheritDoc} It does so after 5 s at most once it is its turn, with a {@code
   * TimeoutException}; and at once when too many wait.
   */
  @Override
  public CompletionStage<Missed> between(String namespace, Offset after, BroadcastId until) {
    Reading reading = new Reading(after);
    int order = after.last().compareTo(until);
    if (order >= 0) {
      return CompletableFuture.completedFuture(reading.missed(order == 0));
    }
    CompletableFuture<Missed> result = new CompletableFuture<>();
    // Whoever asks may be about to take what comes from the others.
    reader.after(0, () -> read(new Request(namespace, until, reading, result), after.last(), true));
    return result;
  }

  private record Request(
      String namespace, BroadcastId until, Reading reading, CompletableFuture<Missed> result) {

    boolean isWanted() {
      return !result.isDone();
    }
  }

  /**
   * @param early whether to begin earlier than asked for where that is shared with others
   */
  private void read(Request request, BroadcastId after, boolean early) {
    if (!request.isWanted()) {
      return;
    }
    Optional<List<HistoryRing.Entry>> here =
        ring.between(request.namespace(), after, request.until());
    if (here.isPresent()) {
      here.get().forEach(request.reading()::add);
      request.result().complete(request.reading().missed(true));
      return;
    }
    BroadcastId from = early ? new BroadcastId(after.millis() / SHARED * SHARED, 0) : after;
    reads
        .read(request.namespace(), from, ring.edge(request.until()), request::isWanted)
        .whenComplete(
            (found, failure) ->
                reader.after(
                    0,
                    () -> {
                      if (failure == null) {
                        take(request, found, after);
                      } else {
                        request.result().completeExceptionally(failure);
                      }
                    }));
  }

  private void take(Request request, StreamReads.Found found, BroadcastId after) {
    found.entries().stream()
        .filter(entry -> entry.id().compareTo(after) > 0)
        .filter(entry -> entry.id().compareTo(request.until()) <= 0)
        .forEach(request.reading()::add);
    boolean whole = found.isWholeBehind(after);
    if (!whole || found.until().compareTo(request.until()) >= 0) {
      request.result().complete(request.reading().missed(whole));
    } else if (found.until().compareTo(after) > 0) {
      read(request, found.until(), false);
    } else {
      read(request, after, false);
    }
  }

  /** {@inheritDoc} It does so after 5 s at most, with a {@code TimeoutException}. */
  @Override
  public CompletionStage<Page> page(String namespace, Offset after, BroadcastId until, int limit) {
    int order = after.last().compareTo(until);
    if (order >= 0) {
      return CompletableFuture.completedFuture(
          new Page(List.of(), order == 0, after.last(), false));
    }
    return ring.between(namespace, after.last(), until)
        .map(all -> CompletableFuture.completedStage(first(all, after, until, limit)))
        .orElseGet(
            () ->
                reads
                    .part(namespace, after.last(), until, Math.min(limit, Streams.PAGE))
                    .thenApply(part -> read(part, after)));
  }

  private static Page first(
      List<HistoryRing.Entry> all, Offset after, BroadcastId until, int limit) {
    boolean more = all.size() >= limit;
    Reading reading = new Reading(after);
    all.stream().limit(limit).forEach(reading::add);
    Missed missed = reading.missed(true);
    BroadcastId edge = more ? all.get(limit - 1).id() : until;
    return new Page(missed.events(), missed.complete(), edge, more);
  }

  private static Page read(Streams.Part part, Offset after) {
    Reading reading = new Reading(after);
    part.entries().forEach(reading::add);
    Missed missed = reading.missed(part.isWholeBehind(after.last()));
    return new Page(missed.events(), missed.complete(), part.edge(), part.more());
  }

  @Override
  public void close() {
    reader.close();
  }
}
