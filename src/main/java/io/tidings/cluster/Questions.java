package io.tidings.cluster;

import io.tidings.relay.UnansweredException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The requests to other instances that are not answered yet. */
final class Questions {

  /**
   * @param deadline by the scheduler's clock
   */
  private record Question(String instance, long deadline, CompletableFuture<byte[]> answer) {}

  private final Map<Long, Question> open = new ConcurrentHashMap<>();
  private final AtomicLong last = new AtomicLong();

  /** Notes a request and returns its correlation. */
  long add(String instance, long deadline, CompletableFuture<byte[]> answer) {
    long correlation = last.incrementAndGet();
    open.put(correlation, new Question(instance, deadline, answer));
    return correlation;
  }

  /** An answer came; one that nobody waits for any more is dropped. */
  void answered(long correlation, byte[] answer) {
    Question question = open.remove(correlation);
    if (question != null) {
      question.answer().complete(answer);
    }
  }

  /** There is no answer, from an instance that may have carried the request out. */
  void refused(long correlation, String why) {
    fail(correlation, new UnansweredException(why));
  }

  /** The instance that was asked is gone. */
  void gone(long correlation) {
    fail(correlation, UnansweredException.gone());
  }

  private void fail(long correlation, UnansweredException failure) {
    Question question = open.remove(correlation);
    if (question != null) {
      question.answer().completeExceptionally(failure);
    }
  }

  /** Whom answers are expected from. */
  Set<String> instances() {
    return open.values().stream().map(Question::instance).collect(Collectors.toSet());
  }

  /** An instance died: it answers nothing any more. */
  void gone(String instance) {
    gone(askedOf(instance));
  }

  /** The correlations of what an instance is asked now. */
  List<Long> askedOf(String instance) {
    return open.entrySet().stream()
        .filter(each -> each.getValue().instance().equals(instance))
        .map(Map.Entry::getKey)
        .toList();
  }

  void gone(List<Long> correlations) {
    correlations.forEach(this::gone);
  }

  void expire(long now) {
    refuseAll(question -> question.deadline() <= now, "no answer in time");
  }

  void close() {
    refuseAll(question -> true, "this instance stops");
  }

  private void refuseAll(Predicate<Question> which, String why) {
    open.forEach(
        (correlation, question) -> {
          if (which.test(question)) {
            refused(correlation, why);
          }
        });
  }
}
