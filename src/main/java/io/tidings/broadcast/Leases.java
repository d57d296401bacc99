package io.tidings.broadcast;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What one instance of the cluster does for all: who holds the lease of a name does it. */
@FunctionalInterface
public interface Leases {

  /** Those of an instance that is alone. */
  Leases ALONE = name -> CompletableFuture.completedFuture(true);

  /**
   * Takes the lease of a name, unless another instance that is there holds it. An instance holds
   * what it has taken until it is gone, by the clock of the cluster.
   *
   * @return whether this instance holds it now; fails with {@link
   *     java.util.concurrent.TimeoutException} when that cannot be known
   */
  CompletionStage<Boolean> take(String name);
}
