package io.tidings.transport;

import io.tidings.access.MemoryBudget.Account;
import io.tidings.access.MemoryBudget.Holding;
import io.tidings.access.MemoryBudget.Use;

/**
 * Counts in the memory budget what a connection holds of a message of which more must come. Not
 * safe for use by two threads at once.
 */
final class PartialMessage {

  /** Null as long as there was nothing to count. */
  private Holding holding;

  private boolean over;

  /**
   * @param bytes that are held now
   * @param account of the client; null where nobody counts
   * @return false when there is no room for them, or the connection is over
   */
  boolean resize(long bytes, Account account) {
    if (over) {
      return bytes == 0;
    }
    if (holding == null) {
      if (account == null || bytes <= account.free()) {
        return true;
      }
      holding = account.holding(Use.PARTIAL_MESSAGES);
    }
    return holding.resize(bytes);
  }

  /** The connection is over, and what it held is held no more. */
  void end() {
    over = true;
    if (holding != null) {
      holding.resize(0);
    }
  }
}
