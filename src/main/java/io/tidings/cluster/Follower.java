package io.tidings.cluster;

import io.tidings.broadcast.Broadcast;
import io.tidings.broadcast.BroadcastId;
import io.tidings.relay.WireReader;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * Follows the one order of broadcasts: takes what is heard to the {@link Inbox}, one thing at a
 * time, fetches from Redis what was not heard, and asks it now and then whether that is anything.
 */
final class Follower implements Inbox.Fetching, AutoCloseable {

  private static final System.Logger LOG = System.getLogger(Follower.class.getName());

  /** Between two looks at where the order is, in milliseconds. */
  static final long INTERVAL = 1_000;

  /** What was published may be on its way to us for as long as this. */
  private static final long GRACE = 200;

  private final Streams streams;
  private final BatchPublisher publisher;
  private final Unheard own;
  private final Scheduler scheduler;
  private final Serial deliveries = new Serial();
  private final Places places = new Places();
  private final Inbox inbox;
  private final Outage outage;
  private boolean incomplete;
  private volatile boolean asking;
  private volatile boolean closed;

  Follower(
      LocalEnd local,
      Unheard own,
      HistoryRing ring,
      RecentBroadcasts recent,
      Streams streams,
      BatchPublisher publisher,
      Scheduler scheduler) {
    this.own = own;
    this.publisher = publisher;
    this.streams = streams;
    this.scheduler = scheduler;
    this.inbox = new Inbox(local, publisher.origin(), own, ring, recent, this);
    this.outage = new Outage("Fetching what was not heard", scheduler);
  }

  /** Begins with what is published from now on, as soon as Redis says where that is. */
  CompletionStage<Void> begin() {
    CompletableFuture<Void> begun = new CompletableFuture<>();
    begin(begun);
    return begun;
  }

  private void begin(CompletableFuture<Void> begun) {
    streams
        .position(inbox.last(), false)
        .whenComplete(
            (position, failure) -> {
              if (failure == null) {
                run(() -> inbox.begin(position));
                scheduler.after(INTERVAL, this::look);
                begun.complete(null);
              } else if (!closed) {
                scheduler.after(outage.failed(failure), () -> begin(begun));
              }
            });
  }

  /** Whether anything was published that is not heard: perhaps nobody publishes any more. */
  private void look() {
    if (closed) {
      return;
    }
    scheduler.after(INTERVAL, this::look);
    if (!asking) {
      asking = true;
      Unheard.Taken taken = own.taken();
      streams
          .position(inbox.last(), false)
          .whenComplete((position, failure) -> found(position, taken, failure));
    }
  }

  private void found(BroadcastId position, Unheard.Taken taken, Throwable failure) {
    asking = false;
    if (failure == null && (position.compareTo(inbox.last()) > 0 || own.waits(taken.number()))) {
      scheduler.after(GRACE, () -> run(() -> inbox.expect(position, taken)));
    }
  }

  BroadcastId last() {
    return inbox.last();
  }

  void receive(WireReader frame) {
    run(() -> inbox.receive(frame));
  }

  void inOrder(BroadcastId after, Consumer<BroadcastId> task) {
    deliveries.run(() -> places.add(after, task, inbox.last()));
  }

  /**
   * @return completes with the offset when it is delivered: now, or after a delivery that causes it
   */
  CompletionStage<String> deliverHere(Broadcast broadcast) {
    CompletableFuture<String> offset = new CompletableFuture<>();
    deliveries.run(
        () -> {
          try {
            offset.complete(inbox.deliverHere(broadcast));
          } catch (RuntimeException | Error e) {
            offset.completeExceptionally(e);
          }
        });
    return offset;
  }

  /** Delivers what this instance has published and nobody has heard. */
  void deliverEarly() {
    run(inbox::deliverEarly);
  }

  private void run(Runnable task) {
    deliveries.run(
        () -> {
          try {
            task.run();
          } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "A frame of the cluster was dropped", e);
          } finally {
            places.reached(inbox.last());
          }
        });
  }

  @Override
  public void fetch(BroadcastId behind) {
    streams
        .missed(behind)
        .whenComplete(
            (page, failure) -> {
              if (failure == null) {
                run(() -> fetched(page));
              } else if (!closed) {
                run(() -> scheduler.after(outage.failed(failure), () -> fetch(behind)));
              }
            });
  }

  private void fetched(Streams.Page page) {
    outage.succeeded();
    long missed = inbox.missed();
    try {
      inbox.fetched(page);
    } finally {
      if (!page.complete() && !incomplete) {
        LOG.log(
            Level.WARNING,
            "Not all that was published while this instance did not hear is remembered;"
                + " {0} broadcasts are known to be lost to it",
            inbox.missed() - missed);
      }
      // Page after page of one gap is one thing to tell.
      incomplete = !page.complete() && page.more();
    }
  }

  @Override
  public void lost() {
    streams
        .position(inbox.last(), true)
        .whenComplete(
            (position, failure) ->
                LOG.log(
                    Level.WARNING,
                    "Redis has lost data: who was away in that time cannot be given all it missed"));
  }

  @Override
  public void lostOwn(long number) {
    LOG.log(Level.WARNING, "Redis has lost what this instance published: it is published again");
    publisher.again(number, inbox.last());
  }

  /** How many broadcasts of others are known never to have been heard. */
  long missed() {
    return inbox.missed();
  }

  @Override
  public void close() {
    closed = true;
  }
}
