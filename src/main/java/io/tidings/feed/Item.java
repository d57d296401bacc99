package io.tidings.feed;

import io.tidings.broadcast.History.Heard;
import io.tidings.broadcast.Offset;
import io.tidings.namespace.BroadcastEvent;
import io.tidings.namespace.SocketIds;
import io.tidings.packet.BinaryMarks;
import io.tidings.packet.JsonText;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;

/** One event as readers are given it. */
final class Item {

  private final Heard heard;
  private final BroadcastEvent event;

  private Item(Heard heard, BroadcastEvent event) {
    this.heard = heard;
    this.event = event;
  }

  /**
   * @return empty when a broadcast is no event
   */
  static Optional<Item> of(Heard heard) {
    return BroadcastEvent.of(heard.broadcast()).map(event -> new Item(heard, event));
  }

  /**
   * A JSON object with {@code id}, {@code time}, {@code event}, {@code rooms}, {@code args}.
   *
   * @param isShown whether the reader may know of a room
   */
  String json(Predicate<String> isShown) {
    StringBuilder out = new StringBuilder(128);
    out.append("{\"id\":").append(JsonText.quote(heard.id()));
    out.append(",\"time\":\"").append(time()).append('"');
    out.append(",\"event\":").append(JsonText.quote(event.name()));
    out.append(",\"rooms\":[");
    String comma = "";
    for (String room : heard.broadcast().selection().rooms()) {
      if (!SocketIds.isId(room) && isShown.test(room)) {
        out.append(comma).append(JsonText.quote(room));
        comma = ",";
      }
    }
    return out.append("],\"args\":")
        .append(BinaryMarks.json(event.arguments()))
        .append('}')
        .toString();
  }

  private Instant time() {
    return Instant.ofEpochMilli(Offset.parse(heard.id()).last().millis());
  }

  /** Its form on a stream: id, event, and the arguments as data. */
  byte[] frame() {
    StringBuilder out = new StringBuilder(96);
    out.append("id: ").append(heard.id());
    out.append("\nevent: ").append(line(event.name()));
    out.append("\ndata: ").append(line(BinaryMarks.json(event.arguments()))).append("\n\n");
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Line breaks end a field. In JSON they can only be white space between values. */
  private static String line(String text) {
    return text.replace('\n', ' ').replace('\r', ' ');
  }
}
