package io.tidings.namespace;

import io.tidings.broadcast.Broadcast;
import io.tidings.broadcast.BroadcastId;
import io.tidings.broadcast.History.Heard;
import io.tidings.broadcast.Offset;
import io.tidings.namespace.OwnEvents.Own;
import io.tidings.packet.EncodedPacket;
import io.tidings.packet.SocketPacketEncoder;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** What a client has missed of one socket: of the broadcasts, and of the events for it alone. */
final class Replay {

  private final String id;
  private final SocketRooms rooms;
  private final List<EncodedPacket> packets = new ArrayList<>();
  private long bytes;
  private boolean ended;
  private Offset last;

  /**
   * @param id of the socket
   * @param rooms that it was in until its connection was lost; is given those that it is in now
   */
  Replay(String id, SocketRooms rooms) {
    this.id = id;
    this.rooms = rooms;
  }

  /** Puts together what is missed, in order. */
  void add(Missed missed, List<Own> own) {
    Iterator<Own> others = own.iterator();
    Own next = others.hasNext() ? others.next() : null;
    for (Heard heard : missed.events()) {
      Offset offset = Offset.parse(heard.id());
      while (next != null && next.offset().last().compareTo(offset.last()) < 0) {
        add(next.packet());
        next = others.hasNext() ? others.next() : null;
      }
      add(offset, heard.broadcast(), heard.id());
    }
    while (next != null) {
      add(next.packet());
      next = others.hasNext() ? others.next() : null;
    }
    last = missed.last().orElse(null);
  }

  private void add(Offset offset, Broadcast broadcast, String text) {
    BroadcastId place = offset.last();
    if (!rooms.wasSelected(id, broadcast.selection(), place)) {
      return;
    }
    if (broadcast.isCommand()) {
      if (!rooms.hasBeenCommanded(place)) {
        carryOut(Command.decode(broadcast.packet()), place);
      }
    } else if (!broadcast.selection().lossy()) {
      add(SocketPacketEncoder.withOffset(broadcast.packet(), text));
    }
  }

  private void carryOut(Command command, BroadcastId place) {
    if (command instanceof Command.Join join) {
      join.rooms().stream()
          .filter(room -> !room.equals(id))
          .forEach(room -> rooms.joinAt(room, place));
    } else if (command instanceof Command.Leave leave) {
      leave.rooms().forEach(room -> rooms.leaveAt(room, place));
    } else if (command instanceof Command.Disconnect) {
      ended = true;
    }
    rooms.commanded(place);
  }

  private void add(EncodedPacket packet) {
    packets.add(packet);
    bytes += packet.size();
  }

  /** Those that the socket is in now. */
  SocketRooms rooms() {
    return rooms;
  }

  List<EncodedPacket> packets() {
    return packets;
  }

  long bytes() {
    return bytes;
  }

  /** Whether the server has ended the socket meanwhile. */
  boolean isEnded() {
    return ended;
  }

  /** Of the last broadcast; empty when there was none. */
  Optional<Offset> last() {
    return Optional.ofNullable(last);
  }
}
