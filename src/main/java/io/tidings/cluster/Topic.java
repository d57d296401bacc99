package io.tidings.cluster;

import io.tidings.relay.WireReader;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.redisson.api.RTopic;

/**
 * A topic on which instances hear each other, with a receiver for each kind of frame (its first
 * byte). Frames arrive one at a time, in the order in which Redis published them; those of an
 * unknown kind, from a newer version, are passed over.
 */
final class Topic {

  private static final System.Logger LOG = System.getLogger(Topic.class.getName());

  private final Redis redis;
  private final RTopic topic;
  private final Scheduler scheduler;
  private final Outage outage;
  private final Map<Integer, Consumer<WireReader>> receivers = new ConcurrentHashMap<>();
  private final CompletableFuture<Void> opened = new CompletableFuture<>();
  private volatile Integer listener;
  private boolean malformed;

  Topic(Redis redis, String name, Scheduler scheduler) {
    this.redis = redis;
    this.topic = redis.topic(name);
    this.scheduler = scheduler;
    this.outage = new Outage("Listening to the cluster", scheduler);
  }

  /**
   * @param receiver is given a frame behind its first byte
   */
  void receive(int kind, Consumer<WireReader> receiver) {
    receivers.put(kind, receiver);
  }

  /**
   * Subscribes, however long it takes until Redis answers.
   *
   * @return completes when frames are heard; Redisson keeps it so after a lost connection
   */
  CompletionStage<Void> open() {
    redis
        .connected()
        .thenCompose(
            ready -> topic.addListenerAsync(byte[].class, (channel, frame) -> heard(frame)))
        .whenComplete(this::subscribed);
    return opened;
  }

  /** Subscribes anew, for when Redis answers and yet nothing is heard. */
  void renew() {
    Integer deaf = listener;
    if (deaf == null) {
      return;
    }
    listener = null;
    LOG.log(Level.WARNING, "Redis answers but nothing is heard: listening to the cluster anew");
    topic.removeListenerAsync(deaf).whenComplete((removed, failure) -> open());
  }

  private void subscribed(Integer added, Throwable failure) {
    if (failure == null) {
      listener = added;
      outage.succeeded();
      opened.complete(null);
    } else {
      scheduler.after(outage.failed(failure), this::open);
    }
  }

  private void heard(byte[] frame) {
    try {
      WireReader in = new WireReader(frame);
      Consumer<WireReader> receiver = receivers.get(in.octet());
      if (receiver != null) {
        receiver.accept(in);
      }
    } catch (RuntimeException e) {
      // Redisson must not see it. Once is enough to know that someone writes what we cannot read.
      LOG.log(malformed ? Level.DEBUG : Level.WARNING, "A frame of the cluster was dropped", e);
      malformed = true;
    }
  }
}
