package io.tidings.cluster;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.IntSupplier;

/**
 * The registry of an instance that is alone: it knows itself, and nothing can keep it from that.
 */
public final class InProcessRegistry implements InstanceRegistry {

  private static final Health ALONE = new Health(true, "no message queue: in-process");

  private final Instance started;
  private final IntSupplier connections;

  /**
   * @param started this instance; its connections are asked from {@code connections} instead
   */
  public InProcessRegistry(Instance started, IntSupplier connections) {
    this.started = started;
    this.connections = connections;
  }

  @Override
  public Instance self() {
    return started.with(connections.getAsInt());
  }

  @Override
  public CompletionStage<List<Instance>> instances() {
    return CompletableFuture.completedFuture(List.of(self()));
  }

  @Override
  public Health health() {
    return ALONE;
  }
}
