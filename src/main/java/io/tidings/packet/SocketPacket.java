package io.tidings.packet;

import java.util.OptionalLong;

/** A packet of Socket.IO v5 (protocol revision 5), as it comes from a client. */
public sealed interface SocketPacket {

  /** The namespace's name, with its leading slash; {@code /} is the main one. */
  String namespace();

  /**
   * @param auth the JSON object that the client sent along; {@code {}} when it sent none
   */
  record Connect(String namespace, String auth) implements SocketPacket {}

  record Disconnect(String namespace) implements SocketPacket {}

  /**
   * @param ackId set when the client wants an answer
   * @param name the event's name; a number's digits where the client used a number
   */
  record Event(String namespace, OptionalLong ackId, String name, Arguments arguments)
      implements SocketPacket {}

  record Ack(String namespace, long ackId, Arguments arguments) implements SocketPacket {}
}
