package io.tidings.cluster;

import io.tidings.broadcast.Broadcast;
import io.tidings.broadcast.History.Heard;
import io.tidings.broadcast.History.Missed;
import io.tidings.broadcast.Offset;
import io.tidings.relay.MalformedFrameException;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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
    // Redis may have taken one twice, when it lost data in between.
    boolean again = numbers.getOrDefault(entry.origin(), 0L) >= entry.number();
    if (again || after.covers(entry.origin(), entry.number())) {
      return;
    }
    numbers.put(entry.origin(), entry.number());
    try {
      BroadcastCodec.Header header = BroadcastCodec.header(entry.broadcast());
      Broadcast broadcast = BroadcastCodec.body(header, entry.broadcast());
      String id = new Offset(entry.id(), 0, after.early()).toString();
      events.add(new Heard(id, broadcast));
    } catch (MalformedFrameException e) {
      LOG.log(Level.WARNING, "A remembered broadcast cannot be read", e);
      legible = false;
    }
  }

  Missed missed(boolean complete) {
    return new Missed(List.copyOf(events), complete && legible);
  }
}
