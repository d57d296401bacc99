package io.tidings.drain;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Spreads many things evenly over a time, a few at once: each batch has a stretch of the time for
 * itself, and its moment in that is left to chance, so that instances which leave together do not
 * keep step.
 *
 * @param time milliseconds
 */
record Batches(long time, RandomGenerator random) {

  /** Milliseconds of the shortest stretch. */
  static final long STRETCH = 100;

  /**
   * Some that are due together.
   *
   * @param after milliseconds from now
   */
  record Batch<T>(long after, List<T> members) {}

  <T> List<Batch<T>> of(List<T> all) {
    int count = (int) Math.max(1, Math.min(all.size(), time / STRETCH));
    List<Batch<T>> batches = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      long begins = time * i / count;
      long ends = time * (i + 1) / count;
      long after = begins + (ends > begins ? random.nextLong(ends - begins) : 0);
      batches.add(new Batch<>(after, all.subList(share(all, i, count), share(all, i + 1, count))));
    }
    return batches;
  }

  private static int share(List<?> all, int part, int count) {
    return (int) ((long) all.size() * part / count);
  }
}
