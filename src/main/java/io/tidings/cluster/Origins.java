package io.tidings.cluster;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The number of the last broadcast that was heard from each instance. Redis answers a batch that is
 * sent twice only once, unless it lost its data in between (a restart, a fail-over): then this
 * notices, as it does when numbers are left out. Instances get a new id at each start, so those not
 * heard for longest are forgotten.
 */
final class Origins {

  private static final int MOST = 1_000;

  private long missed;

  private final Map<String, Long> last =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
          return size() > MOST;
        }
      };

  /** Whether a broadcast is new; false when it, or a later one of that origin, was heard before. */
  boolean isNew(String origin, long number) {
    Long before = last.get(origin);
    if (before != null && number <= before) {
      return false;
    }
    if (before != null) {
      missed += number - before - 1;
    }
    last.put(origin, number);
    return true;
  }

  /** How many broadcasts were left out, of instances that were heard before and after them. */
  long missed() {
    return missed;
  }
}
