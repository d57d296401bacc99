package io.tidings.namespace;

import io.tidings.access.Limit;
import io.tidings.access.Limits;
import io.tidings.access.MemoryBudget;
import io.tidings.access.MemoryBudget.Account;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Bounds what this instance keeps for clients that may come back: how many of their sockets are
 * lost at once, where the one that was lost first gives way, and the bytes of events for one socket
 * alone, in the memory budget.
 */
final class LostSockets {

  private final Limits limits;
  private final MemoryBudget budget;
  private final Consumer<Socket> giveUp;

  /** In the order in which they were lost. */
  private final Set<Socket> lost = new LinkedHashSet<>();

  private final Map<Socket, Account> accounts = new ConcurrentHashMap<>();

  /**
   * @param giveUp ends a lost socket; called with no lock held
   */
  LostSockets(Limits limits, MemoryBudget budget, Consumer<Socket> giveUp) {
    this.limits = limits;
    this.budget = budget;
    this.giveUp = giveUp;
  }

  /** A socket whose client may come back is here; what is kept for it is counted from now on. */
  void began(Socket socket) {
    Account account = budget.open(() -> makeRoom(socket));
    Account before = accounts.put(socket, account);
    socket.countEventsBy(account.holding(MemoryBudget.Use.RECOVERY));
    if (before != null) {
      before.end();
    }
  }

  /** The memory budget is spent, and this socket has much of it. */
  private void makeRoom(Socket socket) {
    if (socket.isLost()) {
      giveUp.accept(socket);
    } else if (accounts.containsKey(socket)) {
      socket.forgetEvents();
      began(socket);
    }
  }

  /** A socket is here no more, or its client cannot come back any more. */
  void ended(Socket socket) {
    Account account = accounts.remove(socket);
    if (account != null) {
      socket.countEventsBy(null);
      account.end();
    }
    returned(socket);
  }

  /** A socket has lost its connection. */
  void lost(Socket socket) {
    Optional<Socket> first = add(socket);
    if (first.isPresent()) {
      limits.refusals().refused(Limit.LOST_SOCKETS);
      giveUp.accept(first.get());
    }
  }

  private Optional<Socket> add(Socket socket) {
    synchronized (lost) {
      lost.add(socket);
      return limits.areTooManyLost(lost.size()) ? first(lost) : Optional.empty();
    }
  }

  private static Optional<Socket> first(Collection<Socket> sockets) {
    Socket first = sockets.iterator().next();
    sockets.remove(first);
    return Optional.of(first);
  }

  /** A client is back, or will not come back. */
  void returned(Socket socket) {
    synchronized (lost) {
      lost.remove(socket);
    }
  }
}
