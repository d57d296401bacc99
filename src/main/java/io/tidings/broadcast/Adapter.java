package io.tidings.broadcast;

import java.util.concurrent.CompletionStage;

/**
 * Carries broadcasts to every instance, this one included.
 *
 * <p>Every instance hands the broadcasts of a namespace to its {@link LocalDelivery} in the same
 * order, each once. An adapter knows nothing of sockets and clients; it moves headers and bytes.
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
}
