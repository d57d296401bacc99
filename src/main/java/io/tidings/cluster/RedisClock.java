package io.tidings.cluster;

import io.tidings.broadcast.ClusterClock;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.redisson.api.RScript;
import org.redisson.client.codec.StringCodec;

/**
 * Redis's clock, asked now and then, and carried on by this machine's monotonic one. Until Redis
 * has answered for the first time it is this machine's.
 *
 * <p>It is off by half of what the quickest of the last answers took, at most, and by what the
 * machine's clock gains or loses in {@link #INTERVAL}.
 */
final class RedisClock implements ClusterClock, AutoCloseable {

  private static final System.Logger LOG = System.getLogger(RedisClock.class.getName());

  /** Milliseconds between two questions. */
  static final long INTERVAL = 30_000;

  /** Milliseconds until the next question when the last one was not answered, or late. */
  private static final long AGAIN = 2_000;

  /** Milliseconds: an answer that took longer says too little. */
  private static final long TOO_LATE = 1_000;

  /** Milliseconds by which a machine's clock may be off before the log says so. */
  private static final long BEARABLE = 2_000;

  private static final Script<Long> TIME =
      new Script<>(RScript.ReturnType.LONG, StringCodec.INSTANCE, "time");

  private final Redis redis;
  private final RedisKeys keys;
  private final Scheduler scheduler;
  private final InstantSource machine;

  /** Redis's milliseconds since 1970 when the scheduler's were 0; null while it is not known. */
  private volatile Long start;

  private boolean told;
  private volatile boolean closed;

  /**
   * @param scheduler its milliseconds go forward only
   * @param machine this machine's clock
   */
  RedisClock(Redis redis, RedisKeys keys, Scheduler scheduler, InstantSource machine) {
    this.redis = redis;
    this.keys = keys;
    this.scheduler = scheduler;
    this.machine = machine;
  }

  void start() {
    ask();
  }

  private void ask() {
    if (closed) {
      return;
    }
    long asked = scheduler.millis();
    redis
        .call(TIME, List.of(keys.leases()))
        .whenComplete(
            (time, failure) -> {
              long took = scheduler.millis() - asked;
              boolean good = failure == null && took <= TOO_LATE;
              if (good) {
                heard(time - asked - took / 2);
              }
              scheduler.after(good ? INTERVAL : AGAIN, this::ask);
            });
  }

  private void heard(long base) {
    start = base;
    long off = machine.millis() - millis();
    if (Math.abs(off) > BEARABLE && !told) {
      LOG.log(
          Level.WARNING,
          "This machine''s clock is {0} ms {1} Redis''s, by which tokens and files expire here",
          String.valueOf(Math.abs(off)),
          off > 0 ? "ahead of" : "behind");
    }
    told = Math.abs(off) > BEARABLE;
  }

  /** Whether Redis has said what time it is. */
  boolean isKnown() {
    return start != null;
  }

  @Override
  public Instant instant() {
    Long known = start;
    return known == null ? machine.instant() : Instant.ofEpochMilli(known + scheduler.millis());
  }

  @Override
  public void close() {
    closed = true;
  }
}
