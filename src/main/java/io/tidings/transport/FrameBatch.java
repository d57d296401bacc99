package io.tidings.transport;

import io.tidings.packet.EncodedPacket;
import java.nio.ByteBuffer;
import java.util.List;

/** Packets as WebSocket frames in one buffer, so that one write takes them all. */
final class FrameBatch {

  private FrameBatch() {}

  /**
   * The frames of all packets, one after the other. A single packet's bytes, which all receivers
   * share, are wrapped and not copied; the buffer must only be read.
   */
  static ByteBuffer of(List<EncodedPacket> packets) {
    return packets.size() == 1
        ? ByteBuffer.wrap(packets.get(0).webSocketBytes())
        : ByteBuffer.wrap(join(packets));
  }

  private static byte[] join(List<EncodedPacket> packets) {
    int length = 0;
    for (EncodedPacket packet : packets) {
      length += packet.webSocketBytes().length;
    }
    byte[] joined = new byte[length];
    int position = 0;
    for (EncodedPacket packet : packets) {
      byte[] frames = packet.webSocketBytes();
      System.arraycopy(frames, 0, joined, position, frames.length);
      position += frames.length;
    }
    return joined;
  }
}
