package io.tidings.cluster;

import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The requests that came last from each instance, by their correlations, which count up: one that
 * is sent again is known. Used by one thread at a time.
 */
final class ServedRequests {

  /** Requests of an instance behind its newest, of which each is known. */
  private static final int WINDOW = 1 << 16;

  private static final int MOST_ORIGINS = 1_000;

  private static final class Seen {

    private final BitSet bits = new BitSet();
    private long newest;

    private boolean isNew(long correlation) {
      if (correlation <= newest - WINDOW) {
        return true;
      }
      long passed = Math.min(correlation - newest, WINDOW);
      for (long i = 1; i <= passed; i++) {
        bits.clear(slot(newest + i));
      }
      newest = Math.max(newest, correlation);
      boolean isNew = !bits.get(slot(correlation));
      bits.set(slot(correlation));
      return isNew;
    }

    private static int slot(long correlation) {
      return (int) (correlation % WINDOW);
    }
  }

  private final Map<String, Seen> origins =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Seen> eldest) {
          return size() > MOST_ORIGINS;
        }
      };

  /** Whether a request comes for the first time. */
  boolean isNew(String origin, long correlation) {
    return origins.computeIfAbsent(origin, first -> new Seen()).isNew(correlation);
  }
}
