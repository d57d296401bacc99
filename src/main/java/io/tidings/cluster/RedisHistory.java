package io.tidings.cluster;

import io.tidings.broadcast.BroadcastId;
import io.tidings.broadcast.History;
import io.tidings.broadcast.Offset;
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

  private CompletionStage<Missed> page(
      String namespace, BroadcastId after, BroadcastId until, Reading reading) {
    return streams
        .between(namespace, after, until)
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
