package io.tidings.feed;

import io.tidings.access.MemoryBudget;
import io.tidings.access.MemoryBudget.Account;
import io.tidings.access.MemoryBudget.Holding;
import io.tidings.access.MemoryBudget.Use;
import io.tidings.broadcast.BroadcastId;
import io.tidings.broadcast.History;
import io.tidings.broadcast.History.Heard;
import io.tidings.broadcast.History.Page;
import io.tidings.broadcast.Offset;
import io.tidings.broadcast.Readers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Predicate;

/** Reads what was said a while ago, page by page. */
public final class PastEvents {

  /** Broadcasts that are looked through for one page, and events that are in it, at most. */
  private static final int MOST_READ = 5_000;

  private static final int PART = 200;

  /** Characters of the events of one page, where they are more than one. */
  private static final int MOST_CHARACTERS = 4 << 20;

  /** Bytes for each character: an event stands there by itself, and in the page. */
  private static final long WEIGHT = 2;

  private static final Offset BEGINNING = Offset.of(BroadcastId.NONE);

  private final History history;
  private final Readers readers;
  private final MemoryBudget budget;

  private final Executor threads;

  /**
   * @param budget counts the pages that are put together
   * @param threads that may take their time: where broadcasts are delivered none is lost to this
   */
  PastEvents(History history, Readers readers, MemoryBudget budget, Executor threads) {
    this.history = history;
    this.readers = readers;
    this.budget = budget;
    this.threads = threads;
  }

  /**
   * Reads on behind what the reader has had, or from the oldest that is remembered. Where events
   * are large, or there is no room for more in the memory budget, a page has fewer than were asked
   * for.
   *
   * @param isShown whether the reader may know of a room: an event may have been sent to others,
   *     too
   * @return a JSON object with {@code events}, {@code complete}, {@code more} and {@code next};
   *     fails when Redis does not answer, and with {@link RejectedExecutionException} when there is
   *     no room for a single event
   */
  public CompletionStage<String> read(Query query, Predicate<String> isShown) {
    Offset since = query.since().orElse(BEGINNING);
    return readers
        .place(since.last())
        .thenComposeAsync(place -> search(query, isShown, place, since), threads);
  }

  private CompletionStage<String> search(
      Query query, Predicate<String> isShown, BroadcastId place, Offset since) {
    Search search = new Search(query, isShown, place);
    return search.from(since).whenComplete((page, failure) -> search.end());
  }

  private final class Search {

    private final Account account = budget.open(() -> {});
    private final Holding held = account.holding(Use.HISTORY);
    private long characters;

    private final Query query;
    private final Predicate<String> isShown;
    private final BroadcastId place;
    private final List<String> found = new ArrayList<>();
    private boolean complete = true;
    private int read;

    Search(Query query, Predicate<String> isShown, BroadcastId place) {
      this.query = query;
      this.isShown = isShown;
      this.place = place;
    }

    CompletionStage<String> from(Offset after) {
      return history
          .page(query.namespace(), after, place, PART)
          .thenComposeAsync(page -> take(page, after), threads);
    }

    private CompletionStage<String> take(Page page, Offset after) {
      complete &= page.complete();
      Offset seen = after;
      for (Heard heard : page.events()) {
        read++;
        Optional<String> json = item(heard).map(item -> item.json(isShown));
        if (json.isPresent() && !hasRoom(json.get())) {
          return found.isEmpty()
              ? CompletableFuture.failedFuture(new RejectedExecutionException("no room for a page"))
              : CompletableFuture.completedFuture(json(seen, true));
        }
        json.ifPresent(found::add);
        seen = Offset.parse(heard.id());
        if (found.size() == query.limit()) {
          boolean more = page.more() || heard != page.events().get(page.events().size() - 1);
          return CompletableFuture.completedFuture(json(Offset.parse(heard.id()), more));
        }
      }
      Offset edge = new Offset(page.edge(), 0, after.early());
      if (page.more() && read < MOST_READ) {
        return from(edge);
      }
      return CompletableFuture.completedFuture(json(edge, page.more()));
    }

    private boolean hasRoom(String json) {
      long more = characters + json.length();
      boolean fits = found.isEmpty() || more <= MOST_CHARACTERS;
      if (!fits || !held.resize(more * WEIGHT)) {
        return false;
      }
      characters = more;
      return true;
    }

    void end() {
      held.resize(0);
      account.end();
    }

    private Optional<Item> item(Heard heard) {
      return query.wants(heard.broadcast().selection()) ? Item.of(heard) : Optional.empty();
    }

    private String json(Offset next, boolean more) {
      return "{\"events\":["
          + String.join(",", found)
          + "],\"complete\":"
          + complete
          + ",\"more\":"
          + more
          + ",\"next\":\""
          + next
          + "\"}";
    }
  }
}
