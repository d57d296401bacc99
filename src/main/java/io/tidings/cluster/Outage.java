package io.tidings.cluster;

import java.lang.System.Logger.Level;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/**
 * The failures of one way to Redis, in a row: says how long to wait before the next try, and logs
 * the first failure and the end, not what lies between. Not thread-safe: its owner tries one thing
 * at a time.
 */
final class Outage {

  private static final System.Logger LOG = System.getLogger(Outage.class.getName());
  private static final long FIRST_DELAY = 100;
  private static final long LONGEST_DELAY = 2_000;
  private static final int MESSAGE_LENGTH = 200;

  private final String what;
  private final Scheduler scheduler;
  private int failures;
  private long since;

  /**
   * @param what fails, as the subject of a log line: "Publishing", …
   */
  Outage(String what, Scheduler scheduler) {
    this.what = what;
    this.scheduler = scheduler;
  }

  /** Milliseconds to wait before the next try: 100, doubled each time, up to 2 s. */
  long failed(Throwable cause) {
    if (failures == 0) {
      since = scheduler.millis();
      LOG.log(
          Level.WARNING,
          "{0} fails, and is tried again until Redis is back: {1}",
          what,
          brief(cause));
    }
    long delay = FIRST_DELAY << Math.min(failures, 10);
    failures++;
    return Math.min(delay, LONGEST_DELAY);
  }

  void succeeded() {
    if (failures > 0) {
      long seconds = (scheduler.millis() - since) / 1000;
      LOG.log(Level.INFO, "{0} works again after {1} s and {2} tries", what, seconds, failures);
      failures = 0;
    }
  }

  /** Redisson's messages quote what was sent, which may be long. */
  static String brief(Throwable failure) {
    boolean wrapped =
        failure instanceof CompletionException || failure instanceof ExecutionException;
    Throwable cause = wrapped && failure.getCause() != null ? failure.getCause() : failure;
    String text = String.valueOf(cause);
    return text.length() <= MESSAGE_LENGTH ? text : text.substring(0, MESSAGE_LENGTH) + "…";
  }
}
