package io.tidings.cluster;

import io.tidings.broadcast.BroadcastId;
import io.tidings.broadcast.History.Heard;
import io.tidings.broadcast.History.Missed;
import io.tidings.broadcast.Offset;
import io.tidings.relay.MalformedFrameException;
import io.tidings.relay.WireReader;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What is found for one who comes back, without what it was delivered early. */
final class Reading {

  private static final System.Logger LOG = System.getLogger(Reading.class.getName());

  private final Offset after;
  private final List<Heard> events = new ArrayList<>();
  private final Map<String, Long> numbers = new HashMap<>();
  private boolean legible = true;

  Reading(Offset after) {
    this.after = after;
  }

  void add(Streams.Entry entry) {
    if (isWanted(entry.origin(), entry.number())) {
      add(
          () -> {
            WireReader in = entry.broadcast().again();
            return new Heard(id(entry.id()), BroadcastCodec.body(BroadcastCodec.header(in), in));
          });
    }
  }

  void add(HistoryRing.Entry entry) {
    if (isWanted(entry.origin(), entry.number())) {
      add(
          () ->
              after.early().isEmpty()
                  ? entry.heard()
                  : new Heard(id(entry.id()), entry.heard().broadcast()));
    }
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

  private void add(Supplier<Heard> entry) {
    try {
      events.add(entry.get());
    } catch (MalformedFrameException e) {
      LOG.log(Level.WARNING, "A remembered broadcast cannot be read", e);
      legible = false;
    }
  }

  Missed missed(boolean complete) {
    return new Missed(List.copyOf(events), complete && legible);
  }
}
