package io.tidings.engine;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Finds out whether the threads on which an instance depends still get anywhere. At each look it
 * sends a task that does nothing on every way where none is under way; a way stands when such a
 * task has not been run for {@link #PATIENCE} and nothing else has been run there meanwhile. One
 * that is idle, or merely busy, does not stand.
 */
public final class Watchdog {

  /** Milliseconds without progress. */
  public static final long PATIENCE = 30_000;

  private final LongSupplier millis;
  private final List<Way> ways = new CopyOnWriteArrayList<>();

  /**
   * @param millis a clock that only goes forward
   */
  public Watchdog(LongSupplier millis) {
    this.millis = millis;
  }

  /**
   * Watches a way.
   *
   * @param name what is said to stand
   * @param way hands a task over without waiting
   * @param progress counts what is run there
   */
  public void watch(String name, Consumer<Runnable> way, LongSupplier progress) {
    ways.add(new Way(name, way, progress));
  }

  /** The same where nobody counts. */
  public void watch(String name, Consumer<Runnable> way) {
    watch(name, way, () -> 0);
  }

  /** The names of those that stand. */
  public List<String> standing() {
    long now = millis.getAsLong();
    return ways.stream().filter(way -> way.stands(now)).map(way -> way.name).toList();
  }

  private static final class Way {

    private final String name;
    private final Consumer<Runnable> send;
    private final LongSupplier progress;

    /** What is under way; null when that has come through. */
    private volatile Object sent;

    private long seen;
    private long since;

    private Way(String name, Consumer<Runnable> send, LongSupplier progress) {
      this.name = name;
      this.send = send;
      this.progress = progress;
    }

    private boolean stands(long now) {
      boolean idle;
      long count = progress.getAsLong();
      Object probe = new Object();
      boolean stands;
      synchronized (this) {
        idle = sent == null;
        if (idle || count != seen) {
          since = now;
          seen = count;
        }
        if (idle) {
          sent = probe;
        }
        stands = now - since >= PATIENCE;
      }
      if (idle) {
        send(probe);
      }
      return stands;
    }

    private void send(Object probe) {
      try {
        send.accept(() -> arrived(probe));
      } catch (RuntimeException e) {
        // It takes nothing: whether for good, the next looks find out.
        arrived(probe);
      }
    }

    private synchronized void arrived(Object probe) {
      if (sent == probe) {
        sent = null;
      }
    }
  }
}
