package io.tidings.namespace;

import io.tidings.broadcast.SocketId;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Base64;

/**
 * The public ids of sockets: 20 characters of {@code A-Z a-z 0-9 _ -}, for 96 random bits and 24
 * bits that check them.
 *
 * <p>By those any instance can tell an id from the name of a room, whether its socket lives, lived
 * once, or will come back. Whoever is let into a room of that name hears what is sent to that
 * socket alone.
 */
public final class SocketIds {

  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  private final SecureRandom random = new SecureRandom();

  String next() {
    byte[] bytes = new byte[SocketId.RANDOM_BYTES];
    random.nextBytes(bytes);
    byte[] check = SocketId.check(bytes);
    return ENCODER.encodeToString(
        ByteBuffer.allocate(bytes.length + check.length).put(bytes).put(check).array());
  }

  /** Whether a name is, or was, or could be the id of a socket; of others, one in 16 million is. */
  public static boolean isId(String name) {
    return SocketId.isId(name);
  }
}
