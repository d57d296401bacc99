package io.tidings.cluster;

import io.tidings.broadcast.BroadcastId;
import io.tidings.broadcast.History;
import io.tidings.broadcast.Offset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;

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
    this.reads = new StreamReads(streams, task -> reader.after(0, task));
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
  public CompletionStage<Boolean> between(
      String namespace, Offset after, BroadcastId until, Taker taker) {
    int order = after.last().compareTo(until);
    if (order >= 0) {
      return CompletableFuture.completedFuture(order == 0);
    }
    CompletableFuture<Boolean> result = new CompletableFuture<>();
    Request request = new Request(namespace, until, new Reading(after, taker), result);
    // Whoever asks may be about to take what comes from the others.
    reader.after(0, () -> read(request, after.last(), true));
    return result;
  }

  private record Request(
      String namespace, BroadcastId until, Reading reading, CompletableFuture<Boolean> result) {

    boolean isWanted() {
      return !result.isDone();
    }

    /** Takes entries, oldest first; what the taker throws is told to whoever asked. */
    void take(List<HistoryRing.Entry> entries) {
      try {
        entries.forEach(reading::add);
        if (!reading.isTaking()) {
          result.completeExceptionally(
              new RejectedExecutionException("more was missed than may be held"));
        }
      } catch (RuntimeException | Error e) {
        result.completeExceptionally(e);
      }
    }

    void complete(boolean whole) {
      result.complete(whole && reading.isLegible());
    }
  }

  /** Of what is read for many, one request takes what it has asked for. */
  private record Part(Request request, BroadcastId after) implements StreamReads.Asker {

    @Override
    public boolean isWaiting() {
      return request.isWanted();
    }

    @Override
    public void take(List<HistoryRing.Entry> page) {
      request.take(
          page.stream()
              .filter(entry -> entry.id().compareTo(after) > 0)
              .filter(entry -> entry.id().compareTo(request.until()) <= 0)
              .toList());
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
      request.take(here.get());
      request.complete(true);
      return;
    }
    BroadcastId from = early ? new BroadcastId(after.millis() / SHARED * SHARED, 0) : after;
    reads
        .read(request.namespace(), from, ring.edge(request.until()), new Part(request, after))
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
    boolean whole = found.isWholeBehind(after);
    if (!whole || found.until().compareTo(request.until()) >= 0) {
      request.complete(whole);
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
    int count = 0;
    for (long bytes = 0; count < Math.min(limit, all.size()); count++) {
      bytes += all.get(count).weight();
      if (count > 0 && bytes > Streams.PAGE_BYTES) {
        break;
      }
    }
    boolean more = count < all.size() || count == limit;
    BroadcastId edge = more ? all.get(count - 1).id() : until;
    return page(all.subList(0, count), after, true, edge, more);
  }

  private static Page read(Streams.Part part, Offset after) {
    List<HistoryRing.Entry> entries = part.entries().stream().map(HistoryRing.Entry::new).toList();
    return page(entries, after, part.isWholeBehind(after.last()), part.edge(), part.more());
  }

  private static Page page(
      List<HistoryRing.Entry> entries,
      Offset after,
      boolean whole,
      BroadcastId edge,
      boolean more) {
    List<Heard> events = new ArrayList<>();
    Reading reading = new Reading(after, events::add);
    entries.forEach(reading::add);
    return new Page(List.copyOf(events), whole && reading.isLegible(), edge, more);
  }

  @Override
  public void close() {
    reader.close();
  }
}
