package io.tidings.transport;

import io.tidings.packet.EncodedPacket;
import java.util.List;
import java.util.Optional;

/** Puts packets on one WebSocket, in order, without ever waiting for its client. */
interface FrameSender {

  /**
   * Sends packets, and says so to the {@link Outcome} once: perhaps before this returns, perhaps
   * never for a connection that is gone.
   *
   * <p>Called by one thread at a time, and not before the last call's outcome is known.
   *
   * @param packets at least one
   */
  void send(List<EncodedPacket> packets);

  /** What tells the client its fault; empty where the frames' protocol has no words for that. */
  default Optional<EncodedPacket> complaint(String why) {
    return Optional.empty();
  }

  /** Hears how sending went. */
  interface Outcome {

    /** All was taken, and the next packets may come. */
    void sent();

    /** The connection is of no more use. */
    void failed(Throwable cause);
  }
}
