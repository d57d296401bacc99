package io.tidings.cluster;

import io.tidings.broadcast.AnswerNotKeptException;
import io.tidings.broadcast.IdempotencyStore;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.redisson.api.RScript;
import org.redisson.client.codec.ByteArrayCodec;

/**
 * Remembers in Redis who is at work under a key, and then the answer. What an instance had begun
 * that is gone is begun anew by who asks next. A Redis that came back empty has forgotten all.
 *
 * <p>What is answered while Redis is away is told to it afterwards, up to 8 MiB; of what is more,
 * it is only told that it was done.
 */
final class RedisIdempotency implements IdempotencyStore {

  private static final long FIRST_LOOK = 20;
  private static final long LONGEST_PAUSE = 500;
  private static final long MOST_WAITING = 8 << 20;
  private static final int OVERHEAD = 256;

  private static final byte[] NONE = {};

  /** Words of the scripts for what is known of an answer. */
  private static final byte[] KEPT = {'A'};

  private static final byte[] NOT_KEPT = {'T'};

  private static final Script<List<byte[]>> BEGIN =
      new Script<>(RScript.ReturnType.LIST, ByteArrayCodec.INSTANCE, "gone", "once-begin");
  private static final Script<Long> END =
      new Script<>(RScript.ReturnType.LONG, ByteArrayCodec.INSTANCE, "once-end");

  private final Redis redis;
  private final RedisKeys keys;
  private final String self;
  private final long window;
  private final Scheduler scheduler;
  private final Outage outage;
  private final AtomicLong waiting = new AtomicLong();
  private final AnswerQuota quota;

  /**
   * @param window milliseconds for which an attempt is remembered
   */
  RedisIdempotency(Redis redis, RedisKeys keys, String self, long window, Scheduler scheduler) {
    this.redis = redis;
    this.keys = keys;
    this.self = self;
    this.window = window;
    this.scheduler = scheduler;
    this.outage = new Outage("Remembering an answer", scheduler);
    this.quota = new AnswerQuota(window, MOST_ANSWERS, MOST_ANSWERS_OF_OWNER);
  }

  @Override
  public CompletionStage<Attempt> begin(String key, Runnable atWork) {
    CompletableFuture<Attempt> attempt = new CompletableFuture<>();
    First first = new First(keys.once(key), bytes(self + " " + UUID.randomUUID()), atWork);
    look(first, scheduler.millis() + PATIENCE, FIRST_LOOK, attempt);
    return attempt
        .orTimeout(PATIENCE, TimeUnit.MILLISECONDS)
        .whenComplete(
            (begun, failure) -> {
              if (failure != null) {
                // It may be ours all the same, and would keep the next attempt waiting.
                first.failed();
              }
            });
  }

  private void look(First first, long limit, long pause, CompletableFuture<Attempt> attempt) {
    redis
        .call(
            BEGIN,
            List.of(keys.leases(), keys.settled(), first.name),
            first.claim,
            windowText(),
            bytes(keys.relay("")))
        .whenComplete(
            (found, failure) -> {
              if (failure != null) {
                attempt.completeExceptionally(
                    new TimeoutException("Redis does not answer: " + Outage.brief(failure)));
              } else if (found.isEmpty()) {
                if (!attempt.complete(first)) {
                  first.failed();
                }
              } else if (found.size() > 1) {
                attempt.complete(IdempotencyStore.repetition(found.get(1)));
              } else if (found.get(0)[0] == NOT_KEPT[0]) {
                attempt.completeExceptionally(new AnswerNotKeptException());
              } else if (scheduler.millis() + pause < limit) {
                first.atWork.run();
                long next = Math.min(2 * pause, LONGEST_PAUSE);
                scheduler.after(pause, () -> look(first, limit, next, attempt));
              } else {
                attempt.completeExceptionally(
                    new TimeoutException("the first attempt is still at work"));
              }
            });
  }

  private byte[] windowText() {
    return bytes(String.valueOf(window));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private final class First implements Attempt {

    private final String name;
    private final byte[] claim;
    private final Runnable atWork;

    First(String name, byte[] claim, Runnable atWork) {
      this.name = name;
      this.claim = claim;
      this.atWork = atWork;
    }

    @Override
    public Optional<byte[]> answer() {
      return Optional.empty();
    }

    @Override
    public void answered(String owner, byte[] answer) {
      if (quota.take(owner, answer.length, scheduler.millis())) {
        end(KEPT, answer);
      } else {
        end(NOT_KEPT, NONE);
      }
    }

    @Override
    public void failed() {
      end(NONE, NONE);
    }

    private void end(byte[] how, byte[] answer) {
      long size = OVERHEAD + answer.length;
      if (waiting.addAndGet(size) > MOST_WAITING) {
        waiting.addAndGet(-size);
        if (answer.length > 0) {
          end(NOT_KEPT, NONE);
        }
      } else {
        tell(how, answer, scheduler.millis() + window);
      }
    }

    private void tell(byte[] how, byte[] answer, long until) {
      redis
          .call(END, List.of(name), claim, windowText(), how, answer)
          .whenComplete(
              (done, failure) -> {
                long pause = told(failure);
                if (failure != null && scheduler.millis() < until) {
                  scheduler.after(pause, () -> tell(how, answer, until));
                } else {
                  waiting.addAndGet(-OVERHEAD - answer.length);
                }
              });
    }
  }

  private long told(Throwable failure) {
    synchronized (outage) {
      if (failure != null) {
        return outage.failed(failure);
      }
      outage.succeeded();
      return 0;
    }
  }
}
