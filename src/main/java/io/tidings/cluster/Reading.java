package io.tidings.cluster;

import io.tidings.broadcast.BroadcastId;
import io.tidings.broadcast.History.Heard;
import io.tidings.broadcast.History.Taker;
import io.tidings.broadcast.Offset;
import io.tidings.relay.MalformedFrameException;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.Map;

/** What is found for one who comes back, without what it was delivered early. */
final class Reading {

  private static final System.Logger LOG = System.getLogger(Reading.class.getName());

  private final Offset after;
  private final Taker taker;
  private final Map<String, Long> numbers = new HashMap<>();
  private boolean legible = true;
  private boolean taking = true;

  Reading(Offset after, Taker taker) {
    this.after = after;
    this.taker = taker;
  }

  void add(HistoryRing.Entry entry) {
    if (!taking || !isWanted(entry.origin(), entry.number())) {
      return;
    }
    try {
      taking = taker.take(heard(entry));
    } catch (MalformedFrameException e) {
      LOG.log(Level.WARNING, "A remembered broadcast cannot be read", e);
      legible = false;
    }
  }

  private Heard heard(HistoryRing.Entry entry) {
    Heard heard = entry.heard();
    return after.early().isEmpty() ? heard : new Heard(id(entry.id()), heard.broadcast());
  }

  private String id(BroadcastId id) {
    return new Offset(id, 0, after.early()).toString();
  }

  private boolean isWanted(String origin, long number) {
    // Redis may have taken one twice, when it lost data in between.
    boolean again = numbers.getOrDefault(origin, 0L) >= number;
    if (again || after.covers(origin, number)) {
      return false;
    }
    numbers.put(origin, number);
    return true;
  }

  /** Whether all that was added could be read. */
  boolean isLegible() {
    return legible;
  }

  /** Whether the taker wants more. */
  boolean isTaking() {
    return taking;
  }
}
