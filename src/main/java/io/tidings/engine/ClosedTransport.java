package io.tidings.engine;

import io.tidings.packet.EncodedPacket;
import java.util.List;

/**
 * In the place of the transport of a session that has ended. A client that was lost is remembered
 * for a while; its connection, and what the container keeps with it, need not be.
 */
record ClosedTransport(TransportName name) implements Transport {

  @Override
  public boolean isReady() {
    return false;
  }

  @Override
  public void write(List<EncodedPacket> packets) {
    // There is nobody.
  }

  @Override
  public void close(CloseReason reason) {
    // It is.
  }
}
