package io.tidings.cluster;

import io.tidings.broadcast.Broadcast;
import io.tidings.broadcast.LocalDelivery;
import java.lang.System.Logger.Level;
import java.util.Set;

/**
 * This instance's end of the cluster: the delivery, as soon as there is one. Nothing that goes
 * wrong in it reaches the threads that carry broadcasts.
 */
final class LocalEnd {

  private static final System.Logger LOG = System.getLogger(LocalEnd.class.getName());

  private volatile LocalDelivery delivery;

  void attach(LocalDelivery delivery) {
    this.delivery = delivery;
  }

  /** How many sessions are open; 0 until there is a delivery to ask. */
  int connections() {
    LocalDelivery attached = delivery;
    return attached == null ? 0 : attached.connections();
  }

  boolean hasReceivers(String namespace, Set<String> rooms) {
    LocalDelivery attached = delivery;
    return attached != null && attached.hasReceivers(namespace, rooms);
  }

  void passed(String id) {
    LocalDelivery attached = delivery;
    if (attached != null) {
      attached.passed(id);
    }
  }

  void deliver(String id, Broadcast broadcast) {
    try {
      delivery.deliver(id, broadcast);
    } catch (RuntimeException e) {
      // One delivery that failed must not cost other broadcasts, or other instances, theirs.
      LOG.log(Level.WARNING, "The delivery of a broadcast failed", e);
    }
  }
}
