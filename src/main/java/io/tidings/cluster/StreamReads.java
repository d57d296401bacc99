package io.tidings.cluster;

import io.tidings.broadcast.BroadcastId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.LongAdder;

/**
 * Reads streams for the many who may ask at once: two reads are on their way at a time, up to 1,000
 * others wait for their turn, and who asks for the same as one that waits shares it. A page is
 * given to all who share it before the next is read, so that no more than two pages are held.
 */
final class StreamReads {

  private static final int MOST_AT_ONCE = 2;
  private static final int MOST_WAITING = 1_000;

  private final Streams streams;
  private final Executor threads;
  private final Queue<Runnable> waiting = new ArrayDeque<>();

  /** Those that have not begun. */
  private final Map<Key, Read> shared = new HashMap<>();

  private final LongAdder entries = new LongAdder();
  private int running;

  private record Key(String namespace, BroadcastId after) {}

  /** One who has asked. */
  interface Asker {

    /** Whether the answer is still of use. */
    boolean isWaiting();

    /** Takes a page, its oldest entry first. */
    void take(List<HistoryRing.Entry> page);
  }

  /**
   * All has been given that a namespace has between two places.
   *
   * @param whole behind this place none is missing; empty where that is not known
   */
  record Found(Optional<BroadcastId> whole, BroadcastId until) {

    boolean isWholeBehind(BroadcastId place) {
      return whole.filter(id -> id.compareTo(place) <= 0).isPresent();
    }
  }

  /** A read, and those who share it. */
  private static final class Read {

    private final BroadcastId until;
    private final List<Asker> askers = new ArrayList<>();
    private final CompletableFuture<Found> found = new CompletableFuture<>();
    private Optional<BroadcastId> whole = Optional.of(BroadcastId.NONE);

    Read(BroadcastId until) {
      this.until = until;
    }

    boolean isWanted() {
      return askers.stream().anyMatch(Asker::isWaiting);
    }

    void give(List<HistoryRing.Entry> page) {
      askers.stream().filter(Asker::isWaiting).forEach(asker -> asker.take(page));
    }
  }

  /**
   * @param threads where pages are taken, one at a time
   */
  StreamReads(Streams streams, Executor threads) {
    this.streams = streams;
    this.threads = threads;
  }

  /** How many entries Redis has given. */
  long entries() {
    return entries.sum();
  }

  /**
   * Reads what a namespace has between two places, or up to a place before {@code until} to which
   * somebody else is about to read.
   *
   * @return when {@code asker} has taken all of it; fails with {@link RejectedExecutionException}
   *     when too many wait
   */
  CompletionStage<Found> read(String namespace, BroadcastId after, BroadcastId until, Asker asker) {
    Key key = new Key(namespace, after);
    Read read;
    synchronized (this) {
      Read other = shared.get(key);
      if (other != null) {
        other.askers.add(asker);
        return other.found;
      }
      read = new Read(until);
      read.askers.add(asker);
      shared.put(key, read);
    }
    read.found.whenComplete((found, failure) -> forget(key, read));
    inTurn(() -> begin(key, read), read.found);
    return read.found;
  }

  private void begin(Key key, Read read) {
    // Nobody can come to share it any more.
    forget(key, read);
    threads.execute(() -> next(key.namespace(), key.after(), read));
  }

  private synchronized void forget(Key key, Read read) {
    shared.remove(key, read);
  }

  private void next(String namespace, BroadcastId after, Read read) {
    if (!read.isWanted()) {
      read.found.cancel(false);
      return;
    }
    streams
        .between(namespace, after, read.until, Streams.PAGE)
        .whenComplete(
            (part, failure) -> {
              if (failure != null) {
                read.found.completeExceptionally(failure);
              } else {
                threads.execute(() -> take(namespace, after, read, part));
              }
            });
  }

  private void take(String namespace, BroadcastId after, Read read, Streams.Part part) {
    try {
      entries.add(part.entries().size());
      read.give(part.entries().stream().map(HistoryRing.Entry::new).toList());
    } catch (RuntimeException | Error e) {
      read.found.completeExceptionally(e);
      throw e;
    }
    // Between two parts some may have been removed, too.
    if (!part.isWholeBehind(after)) {
      read.whole = part.whole();
    }
    if (part.more() && part.whole().isPresent()) {
      next(namespace, part.edge(), read);
    } else {
      read.found.complete(new Found(read.whole, read.until));
    }
  }

  /** Reads one part of a namespace, in turn with all others. */
  CompletionStage<Streams.Part> part(
      String namespace, BroadcastId after, BroadcastId until, int limit) {
    CompletableFuture<Streams.Part> result = new CompletableFuture<>();
    inTurn(
        () ->
            streams
                .between(namespace, after, until, limit)
                .whenComplete(
                    (part, failure) -> {
                      if (failure == null) {
                        entries.add(part.entries().size());
                        result.complete(part);
                      } else {
                        result.completeExceptionally(failure);
                      }
                    }),
        result);
    return result;
  }

  private void inTurn(Runnable read, CompletableFuture<?> result) {
    boolean full;
    synchronized (this) {
      full = running == MOST_AT_ONCE && waiting.size() == MOST_WAITING;
      if (!full) {
        waiting.add(read);
      }
    }
    if (full) {
      result.completeExceptionally(
          new RejectedExecutionException("too many wait for what Redis remembers"));
      return;
    }
    result.whenComplete((found, failure) -> ended());
    startNext();
  }

  private void ended() {
    synchronized (this) {
      running--;
    }
    startNext();
  }

  private void startNext() {
    Runnable next;
    synchronized (this) {
      if (running == MOST_AT_ONCE || waiting.isEmpty()) {
        return;
      }
      running++;
      next = waiting.remove();
    }
    next.run();
  }
}
