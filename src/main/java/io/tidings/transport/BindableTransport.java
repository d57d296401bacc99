package io.tidings.transport;

import io.tidings.engine.PacketReceiver;
import io.tidings.engine.Transport;

/** A transport whose connection may change hands. */
interface BindableTransport extends Transport {

  /** Brings everything to another receiver from now on. */
  void bind(PacketReceiver next);
}
