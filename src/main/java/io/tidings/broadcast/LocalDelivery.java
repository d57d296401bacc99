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

  /**
   * Notes how far the order has come where that says nothing to the sockets of this instance: a
   * broadcast that none of them could receive is not delivered.
   *
   * @param id as in {@link #deliver}, in one order with the calls of that
   */
  default void passed(String id) {}

  /** How many Engine.IO sessions are open on this instance. */
  int connections();
}
