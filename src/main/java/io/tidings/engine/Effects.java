package io.tidings.engine;

import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * What a change of state causes elsewhere. It is recorded while the state is locked, and done
 * afterwards, in the same order, one at a time, with no lock held: so nobody's code is entered
 * under a lock, and what is told of two changes is told in their order.
 */
public final class Effects {

  private static final Logger LOG = Logger.getLogger(Effects.class.getName());

  /** Written under the lock; null when nothing is recorded. */
  private volatile Effect first;

  private Effect last;
  private boolean running;

  private static final class Effect {

    private final Runnable action;
    private Effect next;

    private Effect(Runnable action) {
      this.action = action;
    }
  }

  /** Records one; whoever does is to {@link #run} afterwards. May be called under any lock. */
  public synchronized void add(Runnable action) {
    Effect added = new Effect(action);
    if (last == null) {
      first = added;
    } else {
      last.next = added;
    }
    last = added;
  }

  /**
   * Does what was recorded, perhaps by others; leaves it to the thread that is at it, if one is, or
   * to what it is called from. To be called under no lock.
   */
  public void run() {
    if (first == null) {
      // Most often. Whoever records something at this moment runs it, too.
      return;
    }
    for (Runnable next = begin(); next != null; next = next()) {
      try {
        next.run();
      } catch (RuntimeException | Error e) {
        // Of one thing alone: what follows may be somebody else's.
        LOG.log(Level.WARNING, "What a change causes has failed", e);
      }
    }
  }

  private synchronized Runnable begin() {
    return running ? null : next();
  }

  private synchronized Runnable next() {
    Effect next = first;
    running = next != null;
    if (next == null) {
      return null;
    }
    first = next.next;
    if (first == null) {
      last = null;
    }
    return next.action;
  }
}
