package io.tidings.bench;

import io.tidings.engine.CloseReason;
import io.tidings.engine.Transport;
import io.tidings.engine.TransportName;
import io.tidings.packet.EncodedPacket;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** Takes every packet and sends it nowhere; its frame is made, as it would be. */
final class NullTransport implements Transport {

  private final LongAdder packets;
  private volatile long bytes;

  /**
   * @param packets counts those of all that share it
   */
  NullTransport(LongAdder packets) {
    this.packets = packets;
  }

  @Override
  public TransportName name() {
    return TransportName.WEBSOCKET;
  }

  @Override
  public boolean isReady() {
    return true;
  }

  @Override
  public void write(List<EncodedPacket> written) {
    long length = 0;
    for (EncodedPacket packet : written) {
      length += packet.webSocketBytes().length;
    }
    bytes = length;
    packets.add(written.size());
  }

  @Override
  public void close(CloseReason reason) {}

  /** Of the last write. */
  long bytes() {
    return bytes;
  }
}
