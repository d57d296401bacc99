package io.tidings.transport;

import io.tidings.access.MemoryBudget;
import io.tidings.access.MemoryBudget.Account;
import io.tidings.access.MemoryBudget.Use;
import java.util.concurrent.atomic.AtomicBoolean;

/** A large answer in the memory budget, while its client takes its time to read it. */
final class HeldAnswer {

  private final Account account;
  private final long bytes;
  private final boolean admitted;
  private final AtomicBoolean held = new AtomicBoolean(true);

  /**
   * @param giveUp ends the exchange: the budget is spent, and this has much of it
   */
  HeldAnswer(MemoryBudget budget, long bytes, Runnable giveUp) {
    this.bytes = bytes;
    account =
        budget.open(
            () -> {
              giveUp.run();
              release();
            });
    admitted = account.reserve(Use.OUTBOX, bytes, bytes);
    if (!admitted) {
      account.end();
    }
  }

  /** Whether there is room for it; if not, there is nothing to be released. */
  boolean isAdmitted() {
    return admitted;
  }

  /** It is held no more; what comes second does nothing. */
  void release() {
    if (held.getAndSet(false)) {
      account.release(Use.OUTBOX, bytes, bytes);
      account.end();
    }
  }
}
