package io.tidings.testing;

import io.tidings.engine.CloseReason;
import io.tidings.engine.Transport;
import io.tidings.engine.TransportName;
import io.tidings.packet.EncodedPacket;
import java.util.List;

/** Hands packets to a client in the same process, which passes for one with a WebSocket. */
final class MemoryTransport implements Transport {

  private final Mailbox mailbox;
  private volatile boolean open = true;

  MemoryTransport(Mailbox mailbox) {
    this.mailbox = mailbox;
  }

  @Override
  public TransportName name() {
    return TransportName.WEBSOCKET;
  }

  @Override
  public boolean isReady() {
    return open;
  }

  @Override
  public void write(List<EncodedPacket> packets) {
    packets.forEach(mailbox::packet);
  }

  @Override
  public void close(CloseReason reason) {
    if (open) {
      open = false;
      mailbox.closed(reason.text());
    }
  }
}
