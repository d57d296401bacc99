package io.tidings.cluster;

import io.tidings.broadcast.Broadcast;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Joins the adapters of one process: what is published on one is delivered on all of them, in the
 * order of the ids, before {@link #publish} returns.
 */
public final class InProcessBus {

  private final List<InProcessAdapter> adapters = new CopyOnWriteArrayList<>();
  private final Serial serial = new Serial();
  private final Clock clock;
  private BroadcastId last = BroadcastId.NONE;

  /**
   * @param clock gives the first half of the ids; it may be set back, the ids rise all the same
   */
  public InProcessBus(Clock clock) {
    this.clock = clock;
  }

  void join(InProcessAdapter adapter) {
    adapters.add(adapter);
  }

  String publish(InProcessAdapter from, Broadcast broadcast) {
    // The id is taken under the lock that delivers: ids and deliveries have one order.
    synchronized (serial) {
      last = last.next(clock.millis());
      String id = last.toString();
      List<InProcessAdapter> to = broadcast.selection().local() ? List.of(from) : adapters;
      serial.run(() -> to.forEach(adapter -> adapter.deliver(id, broadcast)));
      return id;
    }
  }
}
