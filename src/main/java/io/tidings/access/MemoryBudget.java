package io.tidings.access;

import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The bytes that clients can make this instance hold: one sum for all of them, so that many clients
 * who each stay within their own bounds cannot fill the heap together.
 *
 * <p>Whoever holds such bytes has an {@link Account}: a connection, a lost socket, a stream. When
 * the budget is spent and somebody asks for more, the account that holds the most is closed; where
 * that is the one who asks, the request is refused. Accounts are closed by an executor, never by
 * the thread that asked, which may hold locks; until they have given their bytes back the budget
 * may be exceeded by a quarter.
 *
 * <p>Few bytes are not counted, so that a message that is handled or sent at once costs nothing
 * here: {@link #free()}, which becomes less the more accounts there are.
 */
public final class MemoryBudget {

  /** What bytes are held for. Some uses may take no more than a part of the budget. */
  public enum Use {
    /** Messages and packets of which more must come before they can be handled. */
    PARTIAL_MESSAGES,
    /** Events that wait for their handlers. */
    INBOX,
    /** Packets that wait for a client to take them. */
    OUTBOX,
    /** Events kept for clients that lost their connection and may come back. */
    RECOVERY,
    /**
     * Broadcasts that are read for clients that come back. Nobody is closed for their sake: a
     * client that is not given what it missed begins anew.
     */
    REPLAYS(4),
    /** What clients send while their session is on its way from another instance. */
    MOVES(4),
    /** Requests of sessions that another instance has. */
    RELAYED(4),
    /** Answers that have not been given yet, or of which more are awaited. */
    ANSWERS(4),
    /** Pages of the history for REST and event streams. */
    HISTORY(4),
    /** Event streams (server-sent events). */
    STREAMS,
    /** JSON bodies of REST, and what is made of them. */
    UPLOADS;

    /** The limit is divided by it; 0 where the use may take all of the budget. */
    private final int part;

    Use() {
      this(0);
    }

    Use(int part) {
      this.part = part;
    }

    private boolean isBounded() {
      return part > 0;
    }
  }

  /**
   * The most that {@link #free()} can be, in bytes: what waits for a client for some 50 ms under a
   * load of 25,000 small events a second, so that counting begins only with those that lag.
   */
  private static final long MOST_FREE = 256 * 1024;

  /** No single holder has more than this share of the limit uncounted: a sixteenth. */
  private static final long LARGEST_SHARE = 16;

  private static final long LEAST_FREE = 512;

  /** Of the limit, what may stay uncounted if each account has one holder: a quarter. */
  private static final long FREE_SHARE = 4;

  /** Bytes are counted in steps of as many. */
  private static final long STEP = 4096;

  /** An account of as many bytes is among those that may be closed to make room. */
  private static final long LARGE = 64 * 1024;

  private static final MemoryBudget UNCOUNTED = unlimited();

  private final long limit;
  private final long hardLimit;
  private final RefusalCounts refusals;
  private final Executor executor;
  private final AtomicLong total = new AtomicLong();
  private final AtomicLong unreported = new AtomicLong();

  /** Accounts that are being closed, and hold something still. */
  private final Set<Account> closing = ConcurrentHashMap.newKeySet();

  private final AtomicLongArray byUse = new AtomicLongArray(Use.values().length);
  private final AtomicLong accounts = new AtomicLong();
  private volatile long free;
  private final Set<Account> large = ConcurrentHashMap.newKeySet();

  /**
   * @param limit bytes; 0 for no limit
   * @param executor closes accounts
   */
  public MemoryBudget(long limit, RefusalCounts refusals, Executor executor) {
    this.limit = limit == 0 ? Long.MAX_VALUE / 2 : limit;
    this.hardLimit = this.limit + this.limit / 4;
    this.refusals = refusals;
    this.executor = executor;
    divide(0);
  }

  /** A budget that is never spent. */
  public static MemoryBudget unlimited() {
    return new MemoryBudget(0, new RefusalCounts(), Runnable::run);
  }

  /** Bytes that may be held. */
  public long limit() {
    return limit;
  }

  /** Bytes that are held. */
  public long used() {
    return total.get();
  }

  /** Bytes that are held for one use. */
  public long used(Use use) {
    return byUse.get(use.ordinal());
  }

  /** Bytes that each holder may have without being counted. */
  public long free() {
    return free;
  }

  /**
   * Opens an account, to be ended when its client has gone.
   *
   * @param close frees what the account holds, by ending its connection for instance; called once
   *     at the most, by the executor
   */
  public Account open(Runnable close) {
    divide(accounts.incrementAndGet());
    return new Account(close);
  }

  private void divide(long among) {
    long share = limit / FREE_SHARE / Math.max(1, among);
    long most = Math.min(MOST_FREE, limit / LARGEST_SHARE);
    free = Math.max(LEAST_FREE, Math.min(most, share));
  }

  private boolean admit(Account asker, Use use, long bytes) {
    long ofUse = byUse.addAndGet(use.ordinal(), bytes);
    boolean admitted =
        use.isBounded()
            ? ofUse <= limit / use.part && admitWithin(limit, bytes)
            : admit(asker, bytes);
    if (!admitted) {
      byUse.addAndGet(use.ordinal(), -bytes);
      refused();
    }
    return admitted;
  }

  private boolean admitWithin(long bound, long bytes) {
    boolean admitted = total.addAndGet(bytes) <= bound;
    if (!admitted) {
      total.addAndGet(-bytes);
    }
    return admitted;
  }

  private boolean admit(Account asker, long bytes) {
    long now = total.addAndGet(bytes);
    if (now <= limit || now <= hardLimit && (now - soonFree() <= limit || makeRoom(asker))) {
      return true;
    }
    total.addAndGet(-bytes);
    return false;
  }

  /**
   * Counts a refusal, by the executor: those who ask may hold locks, and this may write to a log.
   */
  private void refused() {
    if (unreported.getAndIncrement() == 0) {
      executor.execute(() -> refusals.refused(Limit.MEMORY, unreported.getAndSet(0)));
    }
  }

  private long soonFree() {
    return closing.stream().mapToLong(Account::held).sum();
  }

  /** Closes the largest account, unless that is the one that asks. */
  private boolean makeRoom(Account asker) {
    Optional<Account> largest =
        large.stream()
            .filter(each -> !each.closed.get())
            .max(Comparator.comparingLong(Account::held));
    if (largest.isEmpty() || largest.get().held() <= asker.held()) {
      return false;
    }
    largest.get().close();
    return true;
  }

  /** What one client holds. All methods may be called by any thread, with locks held or not. */
  public final class Account {

    private final Runnable close;

    private final AtomicLong held = new AtomicLong();
    private final AtomicBoolean closed = new AtomicBoolean();

    private Account(Runnable close) {
      this.close = close;
    }

    /** Begins to hold bytes for a use. */
    public Holding holding(Use use) {
      return new Holding(this, use);
    }

    /** Bytes that each holder may have without being counted. */
    public long free() {
      return free;
    }

    /** The client has gone. What is still held is given back by those who hold it. */
    public void end() {
      divide(accounts.decrementAndGet());
    }

    /**
     * Takes bytes, some of which others may hold too.
     *
     * @param weight of what is held
     * @param fresh of that, what nobody held before
     * @return false when there is no room
     */
    public boolean reserve(Use use, long weight, long fresh) {
      if (closed.get() || !admit(this, use, fresh)) {
        return false;
      }
      if (held.addAndGet(weight) >= LARGE) {
        large.add(this);
      }
      return true;
    }

    /**
     * Gives bytes back.
     *
     * @param weight of what was held
     * @param last of that, what nobody holds any more
     */
    public void release(Use use, long weight, long last) {
      total.addAndGet(-last);
      byUse.addAndGet(use.ordinal(), -last);
      long now = held.addAndGet(-weight);
      if (now < LARGE && now + weight >= LARGE) {
        large.remove(this);
      }
      if (now == 0 && closed.get()) {
        closing.remove(this);
      }
    }

    /** Bytes that it holds. */
    public long held() {
      return held.get();
    }

    private void close() {
      if (closed.compareAndSet(false, true)) {
        closing.add(this);
        if (held.get() == 0) {
          closing.remove(this);
        }
        refused();
        executor.execute(close);
      }
    }
  }

  /** Bytes that are held for one use of an account. Not safe for use by two threads at once. */
  public static final class Holding {

    private final Account account;
    private final Use use;
    private long counted;

    /** One that is not counted anywhere. */
    public static Holding uncounted() {
      return UNCOUNTED.open(() -> {}).holding(Use.INBOX);
    }

    private Holding(Account account, Use use) {
      this.account = account;
      this.use = use;
    }

    /**
     * There are another number of bytes than before.
     *
     * @param bytes fewer are always admitted
     * @return false when there is no room: what is held is as before
     */
    public boolean resize(long bytes) {
      long needed = bytes <= account.free() ? 0 : (bytes + STEP - 1) / STEP * STEP;
      long change = needed - counted;
      if (change > 0 && !account.reserve(use, change, change)) {
        return false;
      }
      if (change < 0) {
        account.release(use, -change, -change);
      }
      counted = needed;
      return true;
    }
  }
}
