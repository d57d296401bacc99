package io.tidings.engine;

import java.util.Optional;
import java.util.Set;

/**
 * Hears what happens to sessions: the inbound port. The calls for one session come one after the
 * other, except {@link #onClose}, which may come while another call is still running; nothing
 * follows it. No call may block: they are made by the threads that serve all connections.
 */
public interface SessionListener {

  /** A session has begun, or comes from another instance. */
  void onOpen(Session session);

  void onText(Session session, String message);

  /** The bytes are the listener's to keep. */
  void onBinary(Session session, byte[] message);

  /** The session is over; comes once for each session that was opened. */
  void onClose(Session session, CloseReason reason);

  /** The engine has ended, and with it all sessions. */
  default void onEnd() {}

  /**
   * Somebody wants to open a session. Unlike all else, may block.
   *
   * @return why not, in words for the client; empty to let it in
   */
  default Optional<String> refusal(HandshakeRequest request) {
    return Optional.empty();
  }

  /** The roles that the application speaks of; a transport notes which of them a caller has. */
  default Set<String> roles() {
    return Set.of();
  }
}
