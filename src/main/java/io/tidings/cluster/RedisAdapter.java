package io.tidings.cluster;

import io.tidings.broadcast.Adapter;
import io.tidings.broadcast.Broadcast;
import io.tidings.broadcast.BroadcastId;
import io.tidings.broadcast.LocalDelivery;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * Carries broadcasts over a topic of Redis.
 *
 * <p>Redis gives the order: it numbers and publishes each batch in one step, and every instance,
 * the publisher too, delivers what it hears, and fetches what it did not hear.
 *
 * <p>What Redis took and lost, because it was restarted or a replica took over that lagged behind,
 * it is given back by whoever has heard it, and what nobody has heard its publisher publishes
 * again.
 *
 * <p>While Redis is away, broadcasts wait (16 MiB of them, then {@link #publish} fails) and are
 * published in their order afterwards, each once. After a second those that wait, and those that
 * come, are delivered to the sockets of this instance, with an {@link io.tidings.broadcast.Offset}
 * that says so, and not a second time when they are heard.
 *
 * <p>A broadcast for the sockets of this instance alone never leaves it: it is delivered at once.
 */
final class RedisAdapter implements Adapter, AutoCloseable {

  /** Bytes of broadcasts that may wait for Redis. */
  static final long QUEUE_BYTES = 16 << 20;

  private final LocalEnd local;
  private final Topic topic;
  private final BatchPublisher publisher;
  private final Unheard own;
  private final Follower follower;
  private final Absence absence;
  private final Pipeline<Outgoing, BroadcastId> pipeline;
  private final Refusals refusals = new Refusals();

  RedisAdapter(
      LocalEnd local,
      Topic topic,
      BatchPublisher publisher,
      Unheard own,
      HistoryRing ring,
      RecentBroadcasts recent,
      Streams streams,
      Scheduler scheduler) {
    this.local = local;
    this.topic = topic;
    this.publisher = publisher;
    this.own = own;
    this.follower = new Follower(local, own, ring, recent, streams, publisher, scheduler);
    this.absence = new Absence(scheduler, follower::deliverEarly);
    this.pipeline =
        new Pipeline<>(new Publishing(), Outgoing::size, QUEUE_BYTES, "Publishing", scheduler);
  }

  @Override
  public void attach(LocalDelivery delivery) {
    local.attach(delivery);
    topic.receive(BatchFrame.KIND, follower::receive);
    // Nothing leaves before we listen, or our own sockets would miss it.
    topic.open().thenCompose(listening -> follower.begin()).thenRun(pipeline::start);
  }

  /**
   * {@inheritDoc}
   *
   * <p>The stage completes on a thread of the Redis client, which must not be blocked. It fails
   * with a {@link PublishRefusedException} when too much waits for Redis already.
   */
  @Override
  public CompletionStage<String> publish(Broadcast broadcast) {
    if (broadcast.selection().local()) {
      return follower.deliverHere(broadcast);
    }
    Outgoing outgoing = Outgoing.of(broadcast);
    if (pipeline.offer(outgoing)) {
      refusals.end();
    } else {
      outgoing.id().completeExceptionally(refusals.next());
    }
    if (absence.isAway()) {
      follower.deliverEarly();
    }
    return outgoing.id();
  }

  @Override
  public void inOrder(BroadcastId after, Consumer<BroadcastId> task) {
    follower.inOrder(after, task);
  }

  /** How many broadcasts were refused because too much waited for Redis. */
  long refused() {
    return refusals.count();
  }

  /** How many broadcasts of others are known never to have reached this instance. */
  long missed() {
    return follower.missed();
  }

  @Override
  public void close() {
    follower.close();
    pipeline.close();
  }

  /** What becomes of this instance's broadcasts. */
  private final class Publishing implements Pipeline.Sink<Outgoing, BroadcastId> {

    @Override
    public void taken(Outgoing outgoing, long number) {
      own.add(number, outgoing);
      absence.waits();
    }

    @Override
    public CompletionStage<BroadcastId> send(Pipeline.Batch<Outgoing> batch) {
      return publisher.publish(batch, follower.last());
    }

    @Override
    public void sent(Pipeline.Batch<Outgoing> batch, BroadcastId first) {
      List<Outgoing> items = batch.items();
      absence.took(items.size());
      for (int i = 0; i < items.size(); i++) {
        items.get(i).id().complete(first.plus(i).toString());
      }
    }

    @Override
    public void abandoned(Outgoing outgoing) {
      outgoing.id().completeExceptionally(new PublishRefusedException());
    }
  }
}
