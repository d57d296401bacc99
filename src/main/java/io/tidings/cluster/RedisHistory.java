package io.tidings.cluster;

import io.tidings.broadcast.BroadcastId;
import io.tidings.broadcast.History;
import io.tidings.broadcast.Offset;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** History from the streams in Redis. */
final class RedisHistory implements History {

  private final Streams streams;

  RedisHistory(Streams streams) {
    this.streams = streams;
  }

  /** {@inheritDoc} It does so after 5 s at most, with a {@code TimeoutException}. */
  @Override
  public CompletionStage<Missed> between(String namespace, Offset after, BroadcastId until) {
    Reading reading = new Reading(after);
    int order = after.last().compareTo(until);
    if (order >= 0) {
      return CompletableFuture.completedFuture(reading.missed(order == 0));
    }
    return page(namespace, after.last(), until, reading);
  }

  /** {@inheritDoc} It does so after 5 s at most, with a {@code TimeoutException}. */
  @Override
  public CompletionStage<Page> page(String namespace, Offset after, BroadcastId until, int limit) {
    int order = after.last().compareTo(until);
    if (order >= 0) {
      return CompletableFuture.completedFuture(
          new Page(List.of(), order == 0, after.last(), false));
    }
    return streams
        .between(namespace, after.last(), until, Math.min(limit, Streams.PAGE))
        .thenApply(page -> read(page, after));
  }

  private static Page read(Streams.Page page, Offset after) {
    Reading reading = new Reading(after);
    page.entries().forEach(reading::add);
    Missed missed = reading.missed(page.complete());
    return new Page(missed.events(), missed.complete(), page.edge(), page.more());
  }

  private CompletionStage<Missed> page(
      String namespace, BroadcastId after, BroadcastId until, Reading reading) {
    return streams
        .between(namespace, after, until, Streams.PAGE)
        .thenCompose(
            page -> {
              page.entries().forEach(reading::add);
              if (page.more() && page.complete()) {
                return page(namespace, page.edge(), until, reading);
              }
              return CompletableFuture.completedFuture(reading.missed(page.complete()));
            });
  }
}
