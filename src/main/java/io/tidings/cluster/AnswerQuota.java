package io.tidings.cluster;

import io.tidings.broadcast.IdempotencyStore;
import java.util.HashMap;
import java.util.Map;

/**
 * Bounds what the answers that an instance has remembered may take: each, those of one owner, and
 * all. They are forgotten after a window; counted are those of the window that runs and of the one
 * before it, so that some that are forgotten may count still.
 */
final class AnswerQuota {

  /** Bytes of one answer beside its own, with its key. */
  static final int OVERHEAD = 256;

  private final long window;
  private final long most;
  private final long mostOfOwner;
  private Map<String, Long> now = new HashMap<>();
  private Map<String, Long> before = new HashMap<>();
  private long bytesNow;
  private long bytesBefore;
  private long ends = Long.MIN_VALUE;

  /**
   * @param window milliseconds for which an answer is remembered
   * @param most bytes of all
   * @param mostOfOwner bytes of those of one owner
   */
  AnswerQuota(long window, long most, long mostOfOwner) {
    this.window = window;
    this.most = most;
    this.mostOfOwner = mostOfOwner;
  }

  /**
   * Counts an answer.
   *
   * @param owner "" for one who is trusted and has no share of its own
   * @param millis now, never earlier than in an earlier call
   * @return whether it is to be remembered
   */
  synchronized boolean take(String owner, int length, long millis) {
    if (length > IdempotencyStore.LARGEST_ANSWER) {
      return false;
    }
    turn(millis);
    long bytes = (long) length + OVERHEAD;
    long own = now.getOrDefault(owner, 0L) + bytes;
    boolean fits =
        bytesNow + bytesBefore + bytes <= most
            && (owner.isEmpty() || own + before.getOrDefault(owner, 0L) <= mostOfOwner);
    if (fits) {
      now.put(owner, own);
      bytesNow += bytes;
    }
    return fits;
  }

  private void turn(long millis) {
    if (millis < ends) {
      return;
    }
    boolean follows = ends != Long.MIN_VALUE && millis < ends + window;
    before = follows ? now : new HashMap<>();
    bytesBefore = follows ? bytesNow : 0;
    now = new HashMap<>();
    bytesNow = 0;
    ends = millis + window;
  }
}
