package io.tidings.observe;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.logging.Filter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/**
 * Lets a handler of {@code java.util.logging} write so many records of one kind a minute, and then
 * how many more there were: what clients can cause must not fill a disk, nor bury what matters. Of
 * one kind are records of one logger and level that come from the same place in the code; those of
 * loggers that are neither ours nor the server's are let through.
 */
final class LogLimit implements Filter {

  /** Milliseconds. */
  static final long INTERVAL = 60_000;

  /** A stack trace is a page: so many times fewer of these. */
  private static final int STACK_TRACE = 4;

  /** Characters of what was thrown, where that is a line. */
  private static final int MOST_TEXT = 200;

  /** Kinds that are told apart; the others are one. */
  private static final int MOST_KINDS = 1_000;

  private static final Kind OTHERS = new Kind("io.tidings", Level.WARNING, "others");

  /** What the names of loggers begin with that write because of what clients do. */
  private static final List<String> LIMITED =
      List.of(
          "io.tidings",
          "fish.payara",
          "jakarta.",
          "javax.",
          "org.glassfish.",
          "org.apache.",
          "org.eclipse.",
          "org.jboss.",
          "org.redisson",
          "io.netty",
          "com.sun.",
          "com.nimbusds.");

  private record Kind(String logger, Level level, String place) {}

  /** What came of one kind in the minute that it counts. */
  private static final class Count {
    private int written;
    private long suppressed;
  }

  /** What is written in place of those that are not; passes itself. */
  private static final class Summary extends LogRecord {
    private static final long serialVersionUID = 1L;

    Summary(Kind kind, long suppressed) {
      super(kind.level, suppressed + " more like this were suppressed: " + kind.place);
      setLoggerName(kind.logger);
    }
  }

  private final Handler handler;
  private final Filter before;
  private final int most;
  private final LongSupplier millis;
  private final Map<Kind, Count> counts = new ConcurrentHashMap<>();
  private volatile long end;

  /**
   * @param handler whose records are counted
   * @param most records of one kind a minute, at least 1
   * @param millis a clock that goes forward only
   */
  LogLimit(Handler handler, int most, LongSupplier millis) {
    this.handler = handler;
    this.before = handler.getFilter();
    this.most = most;
    this.millis = millis;
    this.end = millis.getAsLong() + INTERVAL;
  }

  /** By the system's clock. */
  static LogLimit of(Handler handler, int most) {
    return new LogLimit(handler, most, () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
  }

  void install() {
    handler.setFilter(this);
  }

  /** Leaves the handler as it was found, unless somebody else has changed it meanwhile. */
  void remove() {
    if (handler.getFilter() == this) {
      handler.setFilter(before);
    }
  }

  @Override
  public boolean isLoggable(LogRecord logged) {
    if (before != null && !before.isLoggable(logged)) {
      return false;
    }
    if (logged instanceof Summary || !isLimited(logged.getLoggerName())) {
      return true;
    }
    if (isOfNetwork(logged.getThrown())) {
      inOneLine(logged);
    }
    return passes(logged);
  }

  /**
   * Whether the layers that read bytes threw it themselves: a client sent what is no HTTP and no
   * frame, or has gone. Where in the server that was noticed is of no use to who reads the log.
   */
  private static boolean isOfNetwork(Throwable thrown) {
    if (thrown == null || thrown.getStackTrace().length == 0) {
      return false;
    }
    String place = thrown.getStackTrace()[0].getClassName();
    return place.startsWith("org.glassfish.grizzly.")
        || place.startsWith("org.glassfish.tyrus.core.");
  }

  private static void inOneLine(LogRecord logged) {
    if (logged.getParameters() == null) {
      logged.setMessage(logged.getMessage() + ": " + oneLine(logged.getThrown()));
    }
    logged.setThrown(null);
  }

  /** What a client sent may be part of it. */
  private static String oneLine(Throwable thrown) {
    String text = thrown.toString().replaceAll("\\p{Cntrl}", " ");
    return text.length() <= MOST_TEXT ? text : text.substring(0, MOST_TEXT) + "…";
  }

  private static boolean isLimited(String logger) {
    return logger != null && LIMITED.stream().anyMatch(logger::startsWith);
  }

  private boolean passes(LogRecord logged) {
    tick();
    Kind kind = kind(logged);
    if (counts.size() >= MOST_KINDS && !counts.containsKey(kind)) {
      kind = OTHERS;
    }
    Count count = counts.computeIfAbsent(kind, k -> new Count());
    int allowed = logged.getThrown() == null ? most : Math.max(1, most / STACK_TRACE);
    synchronized (count) {
      if (count.written < allowed) {
        count.written++;
        return true;
      }
      count.suppressed++;
      return false;
    }
  }

  private static Kind kind(LogRecord logged) {
    StringBuilder place = new StringBuilder(64);
    place.append(logged.getSourceClassName()).append('.').append(logged.getSourceMethodName());
    Throwable thrown = logged.getThrown();
    if (thrown != null) {
      StackTraceElement[] trace = thrown.getStackTrace();
      place.append(", ").append(thrown.getClass().getName());
      if (trace.length > 0) {
        place.append(" at ").append(trace[0]);
      }
    } else if (logged.getParameters() != null) {
      // Then it is a pattern, and not what a client has sent.
      place.append(", ").append(logged.getMessage());
    }
    return new Kind(logged.getLoggerName(), logged.getLevel(), place.toString());
  }

  /** Begins the next minute, if this one is over, and tells what was suppressed in it. */
  void tick() {
    long now = millis.getAsLong();
    synchronized (this) {
      if (now < end) {
        return;
      }
      end = now + INTERVAL;
    }
    counts.forEach(
        (kind, count) -> {
          counts.remove(kind, count);
          long suppressed;
          synchronized (count) {
            suppressed = count.suppressed;
          }
          if (suppressed > 0) {
            handler.publish(new Summary(kind, suppressed));
          }
        });
  }
}
