package io.tidings.broadcast;

import java.util.Set;

/** The sockets of this instance, as an {@link Adapter} sees them. */
public interface LocalDelivery {

  /**
   * Whether any socket of this instance could receive a broadcast. An adapter asks it before it
   * reads a broadcast's body.
   *
   * @param rooms empty for everyone in the namespace
   */
  boolean hasReceivers(String namespace, Set<String> rooms);

  /**
   * Takes a broadcast for delivery, in the order of the calls, and returns at once.
   *
   * @param id its {@link Offset}, as text; they rise from call to call
   */
  void deliver(String id, Broadcast broadcast);

  /** How many Engine.IO sessions are open on this instance. */
  int connections();
}
