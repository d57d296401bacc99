package io.tidings.cluster;

import io.tidings.cluster.RelaySender.Fate;
import io.tidings.cluster.RelaySender.Outgoing;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Brings frames to instances, in order, and tries again when nobody listens there, until Redis says
 * that the instance is gone: one that lost its connection to Redis is back in less than a second.
 */
final class RelayDelivery implements AutoCloseable {

  /** Bytes of frames that may wait for Redis. */
  static final long QUEUE_BYTES = 32 << 20;

  /** Enough for Redis to say whether an instance is gone, after it was away, too. */
  private static final int TRIES = 25;

  private static final long PAUSE = 500;

  private final Pipeline<Outgoing, List<Long>> pipeline;
  private final Scheduler scheduler;

  /** Bytes of frames that are to be tried again. */
  private final AtomicLong pausing = new AtomicLong();

  RelayDelivery(RelaySender sender, Scheduler scheduler) {
    this.scheduler = scheduler;
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
    int size = content.payload().length;
    if (fate != Fate.NOT_HEARD || tried >= TRIES) {
      arrived.accept(fate == Fate.SENT);
    } else if (pausing.addAndGet(size) > QUEUE_BYTES) {
      pausing.addAndGet(-size);
      arrived.accept(false);
    } else {
      scheduler.after(PAUSE, () -> again(target, content, arrived, tried + 1));
    }
  }

  private void again(
      String target, RelayFrame.Content content, Consumer<Boolean> arrived, int tried) {
    pausing.addAndGet(-content.payload().length);
    if (!send(target, content, arrived, tried)) {
      arrived.accept(false);
    }
  }

  @Override
  public void close() {
    pipeline.close();
  }
}
