package io.tidings.namespace;

import io.tidings.access.MemoryBudget.Holding;
import java.util.concurrent.CompletionStage;

/**
 * The answers to events of one connection that its handlers will give later, 1,000 at most. Safe
 * for use by several threads.
 */
final class Outstanding {

  private static final int MOST = 1_000;

  /** What an answer that is awaited costs, in bytes, roughly. */
  private static final long WEIGHT = 1024;

  private final Holding held;
  private int count;
  private boolean refused;

  /**
   * @param held counts them in the memory budget
   */
  Outstanding(Holding held) {
    this.held = held;
  }

  /** Whether no more may be awaited. */
  synchronized boolean isFull() {
    return count >= MOST || refused;
  }

  /** An answer will be given when a stage completes. */
  void add(CompletionStage<?> stage) {
    change(1);
    stage.whenComplete((value, failure) -> change(-1));
  }

  private synchronized void change(int by) {
    count += by;
    refused = !held.resize(count * WEIGHT);
  }
}
