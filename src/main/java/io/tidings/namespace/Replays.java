package io.tidings.namespace;

import io.tidings.access.MemoryBudget;
import io.tidings.access.MemoryBudget.Account;
import io.tidings.access.MemoryBudget.Use;
import io.tidings.packet.EncodedPacket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What is read for all clients that come back at the moment, in the memory budget: clients that
 * come back at once have mostly missed the same, and a packet is counted once however many wait for
 * it. Safe for use by several threads.
 */
final class Replays {

  private final MemoryBudget budget;

  /** By packet, for how many clients it is held. */
  private final Map<EncodedPacket, Integer> holders = new HashMap<>();

  Replays(MemoryBudget budget) {
    this.budget = budget;
  }

  /** Opens an account for one client, to be ended when it has what it missed. */
  Account open(Runnable giveUp) {
    return budget.open(giveUp);
  }

  /** Counts packets, which together weigh so many bytes; false when there is no room for them. */
  synchronized boolean reserve(Account account, List<EncodedPacket> packets, long weight) {
    long fresh = weight - heldElsewhere(packets);
    if (!account.reserve(Use.REPLAYS, weight, fresh)) {
      return false;
    }
    packets.forEach(packet -> holders.merge(packet, 1, Integer::sum));
    return true;
  }

  synchronized void release(Account account, List<EncodedPacket> packets, long weight) {
    packets.forEach(
        packet -> holders.computeIfPresent(packet, (same, all) -> all == 1 ? null : all - 1));
    account.release(Use.REPLAYS, weight, weight - heldElsewhere(packets));
  }

  private long heldElsewhere(List<EncodedPacket> packets) {
    return packets.stream().filter(holders::containsKey).mapToLong(EncodedPacket::size).sum();
  }
}
