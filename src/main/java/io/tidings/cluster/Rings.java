package io.tidings.cluster;

import io.tidings.broadcast.Broadcast;
import io.tidings.broadcast.BroadcastId;
import io.tidings.broadcast.History;
import io.tidings.broadcast.Offset;
import io.tidings.config.RecoveryConfig;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;

/** History within one process: a ring for each namespace. */
final class Rings implements History {

  /** Namespaces whose broadcasts are all too old; more are forgotten. */
  private static final int MOST_EMPTY = 1_000;

  private final Clock clock;
  private final RecoveryConfig bounds;
  private final Map<String, Ring> rings = new HashMap<>();
  private int clearAt = MOST_EMPTY;

  /** Up to here nothing is known of namespaces without a ring. */
  private BroadcastId removed;

  /**
   * @param begin the id before the first
   */
  Rings(Clock clock, RecoveryConfig bounds, BroadcastId begin) {
    this.clock = clock;
    this.bounds = bounds;
    this.removed = begin;
  }

  synchronized void add(BroadcastId id, Broadcast broadcast) {
    if (bounds.isOn()) {
      rings
          .computeIfAbsent(broadcast.namespace(), namespace -> new Ring(bounds, removed))
          .add(id, broadcast, clock.millis());
      clear();
    } else {
      removed = id;
    }
  }

  /** Namespaces may be made by clients: silent ones must not add up. */
  private void clear() {
    if (rings.size() <= clearAt) {
      return;
    }
    long now = clock.millis();
    rings.values().forEach(ring -> ring.trim(now));
    rings.values().stream()
        .filter(Ring::isEmpty)
        .map(Ring::removed)
        .max(BroadcastId::compareTo)
        .filter(last -> last.compareTo(removed) > 0)
        .ifPresent(last -> removed = last);
    rings.values().removeIf(Ring::isEmpty);
    clearAt = rings.size() + MOST_EMPTY;
  }

  @Override
  public CompletionStage<Boolean> between(
      String namespace, Offset after, BroadcastId until, Taker taker) {
    int order = after.last().compareTo(until);
    if (order >= 0) {
      return CompletableFuture.completedFuture(order == 0);
    }
    Page all = all(namespace, after, until);
    for (Heard heard : all.events()) {
      if (!taker.take(heard)) {
        return CompletableFuture.failedFuture(
            new RejectedExecutionException("more was missed than may be held"));
      }
    }
    return CompletableFuture.completedFuture(all.complete());
  }

  private synchronized Page all(String namespace, Offset after, BroadcastId until) {
    return ring(namespace).all(after.last(), until);
  }

  @Override
  public synchronized CompletionStage<Page> page(
      String namespace, Offset after, BroadcastId until, int limit) {
    int order = after.last().compareTo(until);
    return CompletableFuture.completedFuture(
        order < 0
            ? ring(namespace).page(after.last(), until, limit)
            : new Page(List.of(), order == 0, after.last(), false));
  }

  private Ring ring(String namespace) {
    return rings.getOrDefault(namespace, new Ring(bounds, removed));
  }
}
