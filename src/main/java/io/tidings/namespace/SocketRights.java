package io.tidings.namespace;

import io.tidings.access.Rights;
import io.tidings.packet.Arguments;
import java.time.Instant;
import java.util.Optional;

/**
 * What the token of a socket allows. Kept with its data, so that it goes where the socket goes, to
 * other instances and over lost connections.
 */
public final class SocketRights {

  private static final String RIGHTS = "tidings.rights";
  private static final String EXPIRES = "tidings.expires";

  private SocketRights() {}

  /** From now on a socket may do what these say, and no longer than they say. */
  public static void grant(Socket socket, Rights rights) {
    socket.data().put(RIGHTS, rights);
    socket.data().put(EXPIRES, rights.expires());
  }

  /** Empty for a socket that came without a token, which may do everything. */
  public static Optional<Rights> of(Socket socket) {
    return socket.data().get(RIGHTS, Rights.class);
  }

  /** Whether a socket has had its time. Quick: it is asked of all of them once a second. */
  static boolean isOver(Socket socket, Instant now) {
    Arguments expires = socket.data().values().get(EXPIRES);
    return expires != null && Long.parseLong(expires.json(0)) <= now.getEpochSecond();
  }
}
