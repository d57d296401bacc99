package io.tidings.transport;

import io.tidings.engine.PacketReceiver;
import io.tidings.engine.Transport;
import io.tidings.relay.WireReader;
import io.tidings.relay.WireWriter;

/**
 * One message of a client, as it came over a WebSocket.
 *
 * <pre>0 · text, or 1 · bytes</pre>
 *
 * @param text null when it is binary
 */
record Frame(String text, byte[] bytes) {

  private static final int OVERHEAD = 128;

  static Frame of(String text) {
    return new Frame(text, null);
  }

  static Frame of(byte[] bytes) {
    return new Frame(null, bytes);
  }

  static Frame read(WireReader in) {
    return in.octet() == 0 ? of(in.text()) : of(in.bytes());
  }

  void write(WireWriter out) {
    if (text != null) {
      out.octet(0).text(text);
    } else {
      out.octet(1).bytes(bytes);
    }
  }

  boolean is(String packet) {
    return packet.equals(text);
  }

  /** Its characters or bytes, and what it costs to keep it: floods are of small ones. */
  int weight() {
    return OVERHEAD + (text != null ? text.length() : bytes.length);
  }

  void bring(PacketReceiver receiver, Transport from) {
    if (text != null) {
      receiver.receive(from, text);
    } else {
      receiver.receive(from, bytes);
    }
  }
}
