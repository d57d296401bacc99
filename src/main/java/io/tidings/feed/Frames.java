package io.tidings.feed;

import io.tidings.broadcast.BroadcastId;
import io.tidings.broadcast.History.Heard;
import io.tidings.broadcast.Offset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The forms of what is written to streams. An event is encoded once for all who read it. */
final class Frames {

  private static final byte[] NONE = new byte[0];

  private Heard last;
  private byte[] frame = NONE;

  /**
   * The form of an event; empty for what is no event. On the thread that delivers alone.
   *
   * @param heard the same object for all who read it
   */
  byte[] of(Heard heard) {
    if (heard != last) {
      frame = encode(heard);
      last = heard;
    }
    return frame;
  }

  static byte[] encode(Heard heard) {
    return Item.of(heard).map(Item::frame).orElse(NONE);
  }

  /** Begins a stream: how many milliseconds its reader is to wait before it comes back. */
  static byte[] retry(long millis) {
    return bytes("retry: " + millis + "\n\n");
  }

  /** Says how far the reader has come, of which nobody is told; and that the stream lives. */
  static byte[] place(BroadcastId place) {
    return bytes(":\nid: " + place + "\n\n");
  }

  /** Says that the stream lives. */
  static byte[] comment() {
    return bytes(":\n\n");
  }

  /** Says that something behind a place may be missing. Arguments of events are arrays. */
  static byte[] gap(Optional<Offset> since) {
    String data = since.map(offset -> "\"since\":\"" + offset + "\"").orElse("");
    return bytes("event: gap\ndata: {" + data + "}\n\n");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
