package io.tidings.engine;

import io.tidings.access.MemoryBudget.Account;

/** Where a transport brings what happens on its connection; a {@link Session}, as a rule. */
public interface PacketReceiver {

  /** Takes one text packet. */
  void receive(Transport from, String packet);

  /** Takes one binary message; the bytes are the receiver's to keep. */
  void receive(Transport from, byte[] message);

  /** The client has answered a ping of the transport's own kind, where it has one. */
  default void pong(Transport from) {}

  /** The transport is ready for a write again. */
  void flush();

  /** The transport lost its connection, or its client broke the transport's rules. */
  void transportClosed(Transport from, CloseReason reason);

  /** What this client makes the instance hold; null where nobody counts it. */
  default Account account() {
    return null;
  }
}
