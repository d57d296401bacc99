package io.tidings.namespace;

import io.tidings.engine.CloseReason;
import java.util.Set;

/**
 * Why a socket left its namespace.
 *
 * @param text as Socket.IO users know it, such as {@code transport close}
 * @param recoverable whether the client may come back to the same socket
 */
public record DisconnectReason(String text, boolean recoverable) {

  /** The client left this namespace. */
  public static final DisconnectReason CLIENT =
      new DisconnectReason("client namespace disconnect", false);

  /** The application ended the socket. */
  public static final DisconnectReason SERVER =
      new DisconnectReason("server namespace disconnect", false);

  /** What the client had to show was good until now, and it has shown nothing since. */
  public static final DisconnectReason TOKEN_EXPIRED = new DisconnectReason("token expired", false);

  /** Those that say no more than that the client is away. */
  private static final Set<DisconnectReason> CLIENT_AWAY =
      Set.of(
          CLIENT,
          of(CloseReason.TRANSPORT_CLOSE),
          of(CloseReason.TRANSPORT_ERROR),
          of(CloseReason.PING_TIMEOUT));

  /** Whether the client left or was lost, and has done nothing for which it was ended. */
  boolean isClientAway() {
    return CLIENT_AWAY.contains(this);
  }

  static DisconnectReason of(CloseReason reason) {
    return new DisconnectReason(reason.text(), reason.recoverable());
  }
}
