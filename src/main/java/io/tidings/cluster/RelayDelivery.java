package io.tidings.cluster;

import io.tidings.cluster.RelaySender.Fate;
import io.tidings.cluster.RelaySender.Outgoing;
import java.util.List;
import java.util.function.Consumer;

/**
 * Brings frames to instances, in order, and tries again for a moment when nobody listens there: an
 * instance that lost its connection to Redis is back in less than a second.
 */
final class RelayDelivery implements AutoCloseable {

  /** Bytes of frames that may wait for Redis. */
  static final long QUEUE_BYTES = 32 << 20;

  private static final int TRIES = 3;
  private static final int TRIES_UNSETTLED = 7;

  /** Subscriptions follow the master of a Redis Cluster within some seconds. */
  private static final int TRIES_IN_CLUSTER = 8;

  private static final long PAUSE = 500;

  private final Pipeline<Outgoing, List<Long>> pipeline;
  private final Scheduler scheduler;
  private final int triesNotHeard;

  RelayDelivery(RelaySender sender, Scheduler scheduler) {
    this.scheduler = scheduler;
    this.triesNotHeard = sender.isCluster() ? TRIES_IN_CLUSTER : TRIES;
    this.pipeline = new Pipeline<>(sender, Outgoing::size, QUEUE_BYTES, "Relaying", scheduler);
  }

  /** Lets the first frames go. */
  void start() {
    pipeline.start();
  }

  /**
   * Sends a frame.
   *
   * @param arrived is told whether the instance was there to hear it
   * @return false when too much waits: then nothing more happens
   */
  boolean send(String target, RelayFrame.Content content, Consumer<Boolean> arrived) {
    return send(target, content, arrived, 1);
  }

  private boolean send(
      String target, RelayFrame.Content content, Consumer<Boolean> arrived, int tried) {
    return pipeline.offer(
        new Outgoing(target, content, fate -> tried(fate, target, content, arrived, tried)));
  }

  private void tried(
      Fate fate, String target, RelayFrame.Content content, Consumer<Boolean> arrived, int tried) {
    if (tried < tries(fate)) {
      scheduler.after(PAUSE, () -> again(target, content, arrived, tried + 1));
    } else {
      arrived.accept(fate == Fate.SENT);
    }
  }

  private int tries(Fate fate) {
    return switch (fate) {
      case SENT, GONE -> 1;
      case NOT_HEARD -> triesNotHeard;
      // Connecting again takes up to a second, once Redis can be reached.
      case UNSETTLED -> TRIES_UNSETTLED;
    };
  }

  private void again(
      String target, RelayFrame.Content content, Consumer<Boolean> arrived, int tried) {
    if (!send(target, content, arrived, tried)) {
      arrived.accept(false);
    }
  }

  @Override
  public void close() {
    pipeline.close();
  }
}
