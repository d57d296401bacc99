package io.tidings.broadcast;

import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * Carries broadcasts to every instance, this one included.
 *
 * <p>Every instance hands the broadcasts of a namespace to its {@link LocalDelivery} in the same
 * order, each once; only while the others cannot be reached may its own come before their turn. An
 * adapter knows nothing of sockets and clients; it moves headers and bytes.
 */
public interface Adapter {

  /** Names where broadcasts are delivered. Called once, before the first {@link #publish}. */
  void attach(LocalDelivery delivery);

  /**
   * Publishes a broadcast. Never blocks on the network.
   *
   * @return completes with the broadcast's id, unique in the cluster and rising in the order of
   *     delivery, once every instance that listens has been sent it; fails when it could not be
   *     published
   */
  CompletionStage<String> publish(Broadcast broadcast);

  /**
   * Runs a task at a place in the order of deliveries: when this instance's {@link LocalDelivery}
   * was handed all that is before it, and nothing that is behind it.
   *
   * @param after the task waits, if need be, until this broadcast is before it; {@link
   *     BroadcastId#NONE} for none
   * @param task is given the id of the last broadcast before it; must neither block nor throw
   */
  void inOrder(BroadcastId after, Consumer<BroadcastId> task);
}
