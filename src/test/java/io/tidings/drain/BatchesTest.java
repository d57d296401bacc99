package io.tidings.drain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Few at once, all in time, and each instance with moments of its own. */
class BatchesTest {

  private static List<Integer> numbers(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  private static List<Batches.Batch<Integer>> batches(long time, int count, long seed) {
    return new Batches(time, new Random(seed)).of(numbers(count));
  }

  @ParameterizedTest
  @CsvSource({"5000, 200", "5000, 10001", "5000, 7", "5000, 1", "99, 10", "0, 10", "100, 0"})
  void eachIsInOneBatchWithinTheTime(long time, int count) {
    List<Batches.Batch<Integer>> batches = batches(time, count, 1);

    assertThat(batches.stream().flatMap(batch -> batch.members().stream()))
        .containsExactlyElementsOf(numbers(count));
    assertThat(batches).allSatisfy(batch -> assertThat(batch.after()).isBetween(0L, time));
  }

  @Test
  void noneIsLargerThanItsShareAndEachHasItsOwnStretch() {
    List<Batches.Batch<Integer>> batches = batches(5_000, 1_000, 1);

    assertThat(batches).hasSize(50).allSatisfy(batch -> assertThat(batch.members()).hasSize(20));
    for (int i = 0; i < batches.size(); i++) {
      assertThat(batches.get(i).after()).isBetween(i * 100L, i * 100L + 99);
    }
  }

  @Test
  void aFewHaveTheWholeTimeBetweenThem() {
    assertThat(batches(5_000, 5, 1))
        .hasSize(5)
        .last()
        .satisfies(batch -> assertThat(batch.after()).isGreaterThanOrEqualTo(4_000));
  }

  @Test
  void whoLeavesAtTheSameTimeDoesNotKeepStep() {
    Set<List<Long>> moments =
        IntStream.range(0, 5)
            .mapToObj(seed -> batches(5_000, 200, seed).stream().map(Batches.Batch::after).toList())
            .collect(Collectors.toSet());

    assertThat(moments).hasSize(5);
  }
}
