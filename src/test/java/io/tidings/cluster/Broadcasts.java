package io.tidings.cluster;

import io.tidings.broadcast.Broadcast;
import io.tidings.broadcast.Selection;
import io.tidings.packet.EncodedPacket;
import java.util.Set;

/** Broadcasts for tests. */
final class Broadcasts {

  private Broadcasts() {}

  static Broadcast text(String text) {
    return text(text, Selection.ALL);
  }

  static Broadcast text(String text, Selection selection) {
    return new Broadcast("/", selection, EncodedPacket.text(EncodedPacket.Kind.EVENT, text));
  }

  static Selection rooms(String... rooms) {
    return new Selection(Set.of(rooms), Set.of(), false, false);
  }

  static Selection local() {
    return new Selection(Set.of(), Set.of(), true, false);
  }
}
