package io.tidings.namespace;

import io.tidings.broadcast.Broadcast;
import io.tidings.broadcast.Offset;
import io.tidings.packet.EncodedPacket;
import io.tidings.packet.SocketPacketEncoder;

/**
 * A broadcast on its way to the sockets of this instance. What they share of it is made when the
 * first of them wants it; on the dispatcher's thread alone.
 */
final class Delivery {

  private final String id;
  private final Broadcast broadcast;
  private Offset offset;
  private EncodedPacket withOffset;

  /**
   * @param id its {@link Offset}, as text
   */
  Delivery(String id, Broadcast broadcast) {
    this.id = id;
    this.broadcast = broadcast;
  }

  Broadcast broadcast() {
    return broadcast;
  }

  Offset offset() {
    if (offset == null) {
      offset = Offset.parse(id);
    }
    return offset;
  }

  EncodedPacket packet() {
    return broadcast.packet();
  }

  /** The same with its offset, as those are sent it who may come back. */
  EncodedPacket packetWithOffset() {
    if (withOffset == null) {
      withOffset = SocketPacketEncoder.withOffset(packet(), id);
    }
    return withOffset;
  }
}
