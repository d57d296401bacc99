package io.tidings.packet;

/** A packet of Engine.IO v4, as it comes from a client. */
public sealed interface EnginePacket {

  record Open() implements EnginePacket {}

  record Close() implements EnginePacket {}

  /**
   * @param data {@code probe} while a transport is tried out, otherwise empty
   */
  record Ping(String data) implements EnginePacket {}

  record Pong(String data) implements EnginePacket {}

  record Text(String data) implements EnginePacket {}

  /** The bytes are the receiver's to keep. */
  record Binary(byte[] data) implements EnginePacket {}

  record Upgrade() implements EnginePacket {}

  record Noop() implements EnginePacket {}
}
