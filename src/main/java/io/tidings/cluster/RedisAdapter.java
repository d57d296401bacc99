package io.tidings.cluster;

import io.tidings.broadcast.Adapter;
import io.tidings.broadcast.Broadcast;
import io.tidings.broadcast.BroadcastId;
import io.tidings.broadcast.LocalDelivery;
import io.tidings.relay.WireReader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Carries broadcasts over a topic of Redis.
 *
 * <p>Redis gives the order: it numbers and publishes each batch in one step, and every instance,
 * the publisher too, delivers what it hears. While Redis is away, broadcasts wait (16 MiB of them,
 * then {@link #publish} fails), and nothing is delivered, not even to sockets of this instance;
 * when it is back they are published in their order, each once. What others published while this
 * instance did not hear is lost to it, and at the end of an outage that may be what another
 * instance publishes as soon as it can, before this one listens again.
 *
 * <p>A broadcast for the sockets of this instance alone never leaves it. It is delivered at once,
 * and its id is that of the last broadcast that was heard with a count behind it: {@code
 * <millis>-<sequence>-<count>}.
 */
final class RedisAdapter implements Adapter, AutoCloseable {

  /** Bytes of broadcasts that may wait for Redis. */
  static final long QUEUE_BYTES = 16 << 20;

  private final LocalEnd local;
  private final Topic topic;
  private final Inbox inbox;
  private final Serial deliveries = new Serial();
  private final Places places = new Places();
  private final AtomicLong localCount = new AtomicLong();
  private final Pipeline<BatchPublisher.Outgoing, String> pipeline;
  private final Refusals refusals = new Refusals();

  RedisAdapter(LocalEnd local, Topic topic, BatchPublisher publisher, Scheduler scheduler) {
    this.local = local;
    this.topic = topic;
    this.inbox = new Inbox(local);
    this.pipeline =
        new Pipeline<>(
            publisher, BatchPublisher.Outgoing::size, QUEUE_BYTES, "Publishing", scheduler);
  }

  @Override
  public void attach(LocalDelivery delivery) {
    local.attach(delivery);
    topic.receive(BatchFrame.KIND, frame -> deliveries.run(() -> receive(frame)));
    // Nothing leaves before we listen, or our own sockets would miss it.
    topic.open().thenRun(pipeline::start);
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
      return CompletableFuture.completedFuture(deliverHere(broadcast));
    }
    BatchPublisher.Outgoing outgoing =
        new BatchPublisher.Outgoing(BroadcastCodec.encode(broadcast), new CompletableFuture<>());
    if (pipeline.offer(outgoing)) {
      refusals.end();
    } else {
      outgoing.id().completeExceptionally(refusals.next());
    }
    return outgoing.id();
  }

  private void receive(WireReader frame) {
    try {
      inbox.receive(frame);
    } finally {
      places.reached(inbox.last());
    }
  }

  @Override
  public void inOrder(BroadcastId after, Consumer<BroadcastId> task) {
    deliveries.run(() -> places.add(after, task, inbox.last()));
  }

  private String deliverHere(Broadcast broadcast) {
    synchronized (deliveries) {
      String id = inbox.last() + "-" + localCount.incrementAndGet();
      deliveries.run(() -> inbox.deliverHere(id, broadcast));
      return id;
    }
  }

  /** How many broadcasts were refused because too much waited for Redis. */
  long refused() {
    return refusals.count();
  }

  @Override
  public void close() {
    pipeline.close();
  }
}
