package io.tidings.feed;

import io.tidings.access.MemoryBudget;
import io.tidings.broadcast.BroadcastId;
import io.tidings.broadcast.History;
import io.tidings.broadcast.Readers;
import io.tidings.engine.Timer;
import io.tidings.namespace.EventHandlers;
import io.tidings.packet.JsonText;
import io.tidings.transport.EventStream;
import io.tidings.transport.StreamRefusedException;
import io.tidings.transport.StreamSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** All readers of streams on this instance. */
final class Feeds implements StreamSource {

  /** Seconds between two signs of life on a stream; proxies give up after 60 s or more. */
  static final int ALIVE = 15;

  private static final long SECOND = 1_000;

  /** Milliseconds after which a reader comes back: not all at once. */
  private static final long RETRY_FROM = 500;

  private static final long RETRY_TO = 2_000;

  private final Readers readers;
  private final History history;
  private final EventHandlers handlers;
  private final Timer timer;
  private final long maxBytes;
  private final MemoryBudget budget;
  private final Executor threads;
  private final Frames frames = new Frames();

  /** Each with the second of a turn in which it is to give a sign of life. */
  private final Map<Feed, Integer> feeds = new ConcurrentHashMap<>();

  private final AtomicInteger opened = new AtomicInteger();
  private int tick;
  private volatile boolean closed;

  /**
   * @param maxBytes that may wait for a reader
   * @param budget counts what is read from the history, and what waits until that is sent
   * @param threads that may take their time
   */
  Feeds(
      Readers readers,
      History history,
      EventHandlers handlers,
      Timer timer,
      long maxBytes,
      MemoryBudget budget,
      Executor threads) {
    this.readers = readers;
    this.history = history;
    this.handlers = handlers;
    this.timer = timer;
    this.maxBytes = maxBytes;
    this.budget = budget;
    this.threads = threads;
  }

  void start() {
    timer.schedule(SECOND, this::tick);
  }

  void close() {
    closed = true;
  }

  int count() {
    return feeds.size();
  }

  @Override
  public Consumer<EventStream> accept(Map<String, List<String>> parameters, String lastEventId)
      throws StreamRefusedException {
    try {
      Query query = Query.of(parameters, lastEventId);
      if (handlers.find(query.namespace()).isEmpty()) {
        throw new BadQueryException("namespace", "is not served here");
      }
      return stream -> open(query, stream);
    } catch (BadQueryException e) {
      throw new StreamRefusedException(400, problem(e));
    }
  }

  private static String problem(BadQueryException fault) {
    String field = JsonText.quote(fault.field());
    String detail = JsonText.quote(fault.field() + " " + fault.getMessage());
    return "{\"type\":\"about:blank\",\"title\":\"Bad Request\",\"status\":400,\"detail\":"
        + detail
        + ",\"field\":"
        + field
        + "}";
  }

  private void open(Query query, EventStream stream) {
    Feed feed = new Feed(query, stream, history, frames, maxBytes, budget, threads);
    feeds.put(feed, Math.floorMod(opened.getAndIncrement(), ALIVE));
    stream.whenOver(() -> feeds.remove(feed));
    stream.send(Frames.retry(ThreadLocalRandom.current().nextLong(RETRY_FROM, RETRY_TO)));
    feed.begin(readers);
  }

  /** Once a second a fifteenth of all, so that there is no burst. */
  private void tick() {
    if (closed) {
      return;
    }
    timer.schedule(SECOND, this::tick);
    tick = (tick + 1) % ALIVE;
    int turn = tick;
    List<Feed> due = new ArrayList<>();
    feeds.forEach(
        (feed, second) -> {
          if (second == turn) {
            due.add(feed);
          }
        });
    if (!due.isEmpty()) {
      readers.place(BroadcastId.NONE).thenAccept(place -> keepAlive(due, place));
    }
  }

  private static void keepAlive(List<Feed> due, BroadcastId place) {
    due.forEach(feed -> feed.keepAlive(place));
  }
}
