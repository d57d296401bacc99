package io.tidings.cluster;

import io.tidings.broadcast.Adapter;
import io.tidings.broadcast.Broadcast;
import io.tidings.broadcast.BroadcastId;
import io.tidings.broadcast.LocalDelivery;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * The adapter of an instance that shares no message queue: the same promises within one process.
 */
public final class InProcessAdapter implements Adapter {

  private final InProcessBus bus;
  private final LocalEnd local;

  public InProcessAdapter(InProcessBus bus) {
    this(bus, new LocalEnd());
  }

  InProcessAdapter(InProcessBus bus, LocalEnd local) {
    this.bus = bus;
    this.local = local;
  }

  @Override
  public void attach(LocalDelivery delivery) {
    local.attach(delivery);
    bus.join(this);
    bus.inOrder(BroadcastId.NONE, place -> local.passed(place.toString()));
  }

  /**
   * {@inheritDoc} Everyone has been handed the broadcast when this returns, but to a thread that
   * delivers broadcasts itself, or in the middle of a delivery.
   */
  @Override
  public CompletionStage<String> publish(Broadcast broadcast) {
    return bus.publish(this, broadcast);
  }

  @Override
  public void inOrder(BroadcastId after, Consumer<BroadcastId> task) {
    bus.inOrder(after, task);
  }

  void deliver(String id, Broadcast broadcast) {
    if (local.hasReceivers(broadcast.namespace(), broadcast.selection().rooms())) {
      local.deliver(id, broadcast);
    } else {
      local.passed(id);
    }
  }
}
