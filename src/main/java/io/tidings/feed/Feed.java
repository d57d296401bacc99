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
import io.tidings.broadcast.Reader;
import io.tidings.broadcast.Readers;
import io.tidings.engine.Effects;
import io.tidings.transport.EventStream;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * What one reader is sent: at a place X of this instance it begins to read along; what it has
 * missed up to X is read from the history, as fast as the reader takes it; then what was broadcast
 * behind X and has been held back meanwhile, and from then on each event as it comes.
 */
final class Feed implements Reader {

  /** Broadcasts that are read from the history at once. */
  private static final int PART = 200;

  /** Bytes that are handed to the stream at once while it catches up. */
  private static final int CHUNK = 64 * 1024;

  private final Query query;
  private final EventStream stream;
  private final History history;
  private final Frames frames;
  private final long maxBytes;
  private final Executor threads;

  /** What is behind the place, until the reader has come there; null from then on. */
  private Deque<byte[]> held = new ArrayDeque<>(0);

  /** To the stream, in the order in which it was decided. */
  private final Effects sent = new Effects();

  private long heldBytes;

  /** What is held back and what is being sent of the past, in the memory budget. */
  private final Account account;

  private final Holding heldBack;
  private final Holding past;
  private boolean gapTold;
  private boolean over;

  /** The reader's place counts only by the events' own ids: it was given some before their turn. */
  private boolean early;

  /**
   * @param maxBytes that may be held back
   * @param budget counts that, and what is read from the history; without room the stream ends, and
   *     its reader comes back with what it has got
   * @param threads that may take their time
   */
  Feed(
      Query query,
      EventStream stream,
      History history,
      Frames frames,
      long maxBytes,
      MemoryBudget budget,
      Executor threads) {
    this.query = query;
    this.stream = stream;
    this.history = history;
    this.frames = frames;
    this.maxBytes = maxBytes;
    this.account = budget.open(stream::end);
    this.heldBack = account.holding(Use.HISTORY);
    this.past = account.holding(Use.HISTORY);
    this.threads = threads;
  }

  @Override
  public String namespace() {
    return query.namespace();
  }

  @Override
  public Set<String> rooms() {
    return query.rooms();
  }

  void begin(Readers readers) {
    stream.whenOver(() -> end(readers));
    BroadcastId seen = query.since().map(Offset::last).orElse(BroadcastId.NONE);
    readers
        .begin(this, seen)
        .thenAcceptAsync(
            place -> {
              if (isOver()) {
                readers.end(this);
              } else if (query.since().isEmpty()) {
                arrive(place);
              } else {
                catchUp(query.since().get(), place);
              }
            },
            threads);
  }

  private void end(Readers readers) {
    synchronized (this) {
      over = true;
      held = null;
      heldBack.resize(0);
      past.resize(0);
    }
    account.end();
    readers.end(this);
  }

  private synchronized boolean isOver() {
    return over;
  }

  private void catchUp(Offset after, BroadcastId place) {
    synchronized (this) {
      early |= after.early().isPresent();
    }
    history
        .page(query.namespace(), after, place, PART)
        .whenCompleteAsync(
            (page, failure) -> {
              if (failure != null) {
                // The reader comes back with what it has got, perhaps to an instance that is well.
                stream.end();
              } else {
                take(page, after, place);
              }
            },
            threads);
  }

  private void take(Page page, Offset after, BroadcastId place) {
    if (!page.complete() && !gapTold) {
      gapTold = true;
      stream.send(Frames.gap(query.since()));
    }
    Deque<byte[]> missed = new ArrayDeque<>();
    long bytes = 0;
    for (Heard heard : page.events()) {
      if (query.wants(heard.broadcast().selection())) {
        byte[] frame = Frames.encode(heard);
        missed.add(frame);
        bytes += frame.length;
      }
    }
    if (!hasRoom(bytes)) {
      stream.end();
      return;
    }
    Offset edge = new Offset(page.edge(), 0, after.early());
    send(missed, page.more() ? () -> catchUp(edge, place) : () -> arrive(place));
  }

  /** Whether a page may be held until it has been sent, in place of the one before. */
  private synchronized boolean hasRoom(long bytes) {
    return !over && past.resize(bytes);
  }

  /** Sends a part, waits until the reader has taken it, and sends the next. */
  private void send(Deque<byte[]> parts, Runnable then) {
    if (parts.isEmpty()) {
      then.run();
      return;
    }
    ByteArrayOutputStream chunk = new ByteArrayOutputStream();
    do {
      chunk.writeBytes(parts.poll());
    } while (!parts.isEmpty() && chunk.size() + parts.peek().length <= CHUNK);
    if (chunk.size() > 0) {
      stream.send(chunk.toByteArray());
    }
    stream.whenDrained(() -> send(parts, then));
  }

  /** The reader has all up to the place. */
  private void arrive(BroadcastId place) {
    synchronized (this) {
      if (held == null) {
        return;
      }
      ByteArrayOutputStream behind = new ByteArrayOutputStream();
      if (!early) {
        behind.writeBytes(Frames.place(place));
      }
      held.forEach(behind::writeBytes);
      held = null;
      heldBack.resize(0);
      past.resize(0);
      if (behind.size() > 0) {
        sent.add(() -> stream.send(behind.toByteArray()));
      }
    }
    sent.run();
  }

  @Override
  public void deliver(Heard heard) {
    if (isOver()) {
      return;
    }
    byte[] frame = frames.of(heard);
    if (frame.length == 0) {
      return;
    }
    synchronized (this) {
      early = heard.id().indexOf('~') >= 0;
      if (held != null) {
        hold(frame);
      } else if (!over) {
        sent.add(() -> stream.send(frame));
      }
    }
    sent.run();
  }

  private void hold(byte[] frame) {
    held.add(frame);
    heldBytes += frame.length;
    if (heldBytes > maxBytes || !heldBack.resize(heldBytes)) {
      held.clear();
      heldBack.resize(0);
      over = true;
      sent.add(stream::end);
    }
  }

  /**
   * Nothing has been said for a while. On the thread that delivers.
   *
   * @param place up to which all has been delivered
   */
  void keepAlive(BroadcastId place) {
    synchronized (this) {
      if (!over) {
        byte[] frame = held == null && !early ? Frames.place(place) : Frames.comment();
        sent.add(() -> stream.send(frame));
      }
    }
    sent.run();
  }
}
