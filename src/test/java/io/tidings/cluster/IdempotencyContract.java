package io.tidings.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidings.broadcast.AnswerNotKeptException;
import io.tidings.broadcast.IdempotencyStore;
import io.tidings.broadcast.IdempotencyStore.Attempt;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What everything promises that remembers what has been done. */
interface IdempotencyContract {

  /** What two instances use that know of each other; perhaps the same. */
  List<IdempotencyStore> two();

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static CompletableFuture<Attempt> begin(IdempotencyStore store, String key) {
    return store.begin(key).toCompletableFuture();
  }

  static String answer(CompletableFuture<Attempt> attempt) {
    return attempt
        .join()
        .answer()
        .map(answer -> new String(answer, StandardCharsets.UTF_8))
        .orElseThrow();
  }

  @Test
  default void aRepetitionIsAnsweredLikeTheFirstTime() {
    List<IdempotencyStore> two = two();
    Attempt first = begin(two.get(0), "key").join();
    assertThat(first.answer()).isEmpty();
    first.answered(bytes("done \0\u00fc"));
    await()
        .untilAsserted(
            () -> assertThat(answer(begin(two.get(1), "key"))).isEqualTo("done \0\u00fc"));
    assertThat(answer(begin(two.get(0), "key"))).isEqualTo("done \0\u00fc");
  }

  @Test
  default void anEmptyAnswerIsOneToo() {
    List<IdempotencyStore> two = two();
    begin(two.get(0), "key").join().answered(new byte[0]);
    assertThat(answer(begin(two.get(1), "key"))).isEmpty();
  }

  private static void isNotKept(IdempotencyStore store, String key) {
    await()
        .untilAsserted(
            () ->
                assertThat(begin(store, key))
                    .failsWithin(Duration.ofSeconds(5))
                    .withThrowableThat()
                    .withCauseInstanceOf(AnswerNotKeptException.class));
  }

  @Test
  default void anAnswerThatIsTooLargeIsNotKeptAndItsWorkNotDoneAgain() {
    List<IdempotencyStore> two = two();
    begin(two.get(0), "fits").join().answered(new byte[IdempotencyStore.LARGEST_ANSWER]);
    begin(two.get(0), "large").join().answered(new byte[IdempotencyStore.LARGEST_ANSWER + 1]);

    isNotKept(two.get(1), "large");
    isNotKept(two.get(0), "large");
    assertThat(answer(begin(two.get(1), "fits"))).hasSize(IdempotencyStore.LARGEST_ANSWER);
  }

  @Test
  default void whatOneOwnerIsAnsweredIsKeptWithinItsShare() {
    List<IdempotencyStore> two = two();
    byte[] large = new byte[IdempotencyStore.LARGEST_ANSWER];
    long share = IdempotencyStore.MOST_ANSWERS_OF_OWNER / large.length;
    for (int i = 0; i <= share; i++) {
      begin(two.get(0), "greedy" + i).join().answered("greedy", large);
    }
    begin(two.get(0), "modest").join().answered("modest", large);

    isNotKept(two.get(1), "greedy" + share);
    assertThat(answer(begin(two.get(1), "greedy0"))).hasSize(large.length);
    assertThat(answer(begin(two.get(1), "modest"))).hasSize(large.length);
  }

  @Test
  default void aRepetitionWaitsForTheFirstAttempt() {
    List<IdempotencyStore> two = two();
    Attempt first = begin(two.get(0), "key").join();
    CompletableFuture<Attempt> there = begin(two.get(1), "key");
    CompletableFuture<Attempt> here = begin(two.get(0), "key");
    // Answered after everything before it, and so after both have looked.
    begin(two.get(1), "other").join();
    begin(two.get(0), "another").join();
    assertThat(there).isNotDone();
    assertThat(here).isNotDone();
    first.answered(bytes("done"));
    assertThat(answer(there)).isEqualTo("done");
    assertThat(answer(here)).isEqualTo("done");
  }

  @Test
  default void whereNothingWasDoneTheNextAttemptIsTheFirst() {
    List<IdempotencyStore> two = two();
    Attempt first = begin(two.get(0), "key").join();
    CompletableFuture<Attempt> second = begin(two.get(1), "key");
    first.failed();
    assertThat(second.join().answer()).isEmpty();
    second.join().answered(bytes("done"));
    assertThat(answer(begin(two.get(0), "key"))).isEqualTo("done");
  }

  @Test
  default void ofManyAtOnceOneIsTheFirst() {
    List<IdempotencyStore> two = two();
    List<CompletableFuture<Attempt>> all =
        IntStream.range(0, 20).mapToObj(i -> begin(two.get(i % 2), "key")).toList();
    await().until(() -> all.stream().anyMatch(CompletableFuture::isDone));
    all.stream().filter(CompletableFuture::isDone).toList().get(0).join().answered(bytes("done"));
    assertThat(all)
        .allSatisfy(attempt -> assertThat(attempt).succeedsWithin(Duration.ofSeconds(10)));
    assertThat(all).filteredOn(attempt -> attempt.join().isRepetition()).hasSize(19);
  }
}
