package io.tidings.cluster;

import io.tidings.broadcast.AnswerNotKeptException;
import io.tidings.broadcast.IdempotencyStore;
import java.time.Clock;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Remembers answers in the heap of an instance that is alone, 64 MiB of them: the oldest go. */
final class InProcessIdempotency implements IdempotencyStore {

  private static final long MOST_BYTES = 64 << 20;
  private static final int OVERHEAD = 200;

  private final Clock clock;
  private final long window;

  /** In the order in which they began, which is that in which they are forgotten. */
  private final Map<String, First> attempts = new LinkedHashMap<>();

  private final AnswerQuota quota;
  private long bytes;

  /**
   * @param window milliseconds for which an attempt is remembered
   */
  InProcessIdempotency(Clock clock, long window) {
    this.clock = clock;
    this.window = window;
    this.quota = new AnswerQuota(window, MOST_ANSWERS, MOST_ANSWERS_OF_OWNER);
  }

  @Override
  public CompletionStage<Attempt> begin(String key, Runnable atWork) {
    First first;
    synchronized (this) {
      forget();
      first = attempts.get(key);
      if (first == null) {
        First now = new First(key, clock.millis() + window);
        attempts.put(key, now);
        bytes += now.size();
        return CompletableFuture.completedFuture(now);
      }
    }
    if (!first.end.isDone()) {
      atWork.run();
    }
    return first
        .end
        .copy()
        .orTimeout(PATIENCE, TimeUnit.MILLISECONDS)
        .thenCompose(
            answer ->
                answer
                    .map(IdempotencyStore::repetition)
                    .<CompletionStage<Attempt>>map(CompletableFuture::completedFuture)
                    .orElseGet(() -> begin(key, atWork)));
  }

  private void forget() {
    long now = clock.millis();
    Iterator<First> oldest = attempts.values().iterator();
    while (oldest.hasNext()) {
      First next = oldest.next();
      if (next.until > now && bytes <= MOST_BYTES) {
        return;
      }
      oldest.remove();
      bytes -= next.size();
    }
  }

  private final class First implements Attempt {

    private final String key;
    private final long until;

    /** Empty when it did nothing. */
    private final CompletableFuture<Optional<byte[]>> end = new CompletableFuture<>();

    private int answerBytes;

    First(String key, long until) {
      this.key = key;
      this.until = until;
    }

    private int size() {
      return OVERHEAD + 2 * key.length() + answerBytes;
    }

    @Override
    public Optional<byte[]> answer() {
      return Optional.empty();
    }

    @Override
    public void answered(String owner, byte[] answer) {
      if (!quota.take(owner, answer.length, clock.millis())) {
        end.completeExceptionally(new AnswerNotKeptException());
        return;
      }
      synchronized (InProcessIdempotency.this) {
        if (attempts.get(key) == this && answerBytes == 0) {
          answerBytes = answer.length;
          bytes += answerBytes;
        }
      }
      end.complete(Optional.of(answer));
    }

    @Override
    public void failed() {
      synchronized (InProcessIdempotency.this) {
        if (attempts.remove(key, this)) {
          bytes -= size();
        }
      }
      end.complete(Optional.empty());
    }
  }
}
