package io.tidings.broadcast;

import io.tidings.packet.EncodedPacket;
import io.tidings.packet.EncodedPacket.Kind;

/**
 * One event on its way to many sockets, encoded once; or a command, which says what instances are
 * to do with those sockets, and which no client sees.
 *
 * @param namespace the namespace's name, with its leading slash
 * @param packet the Engine.IO message that holds the Socket.IO event, attachments included; of a
 *     command, something of the kind {@code CONTROL}, which no event is
 */
public record Broadcast(String namespace, Selection selection, EncodedPacket packet) {

  public boolean isCommand() {
    return packet.kind() == Kind.CONTROL;
  }
}
