package io.tidings.namespace;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.CRC32;

/**
 * The public ids of sockets: 20 characters of {@code A-Z a-z 0-9 _ -}, for 96 random bits and 24
 * bits that check them.
 *
 * <p>By those any instance can tell an id from the name of a room, whether its socket lives, lived
 * once, or will come back. Whoever is let into a room of that name hears what is sent to that
 * socket alone.
 */
public final class SocketIds {

  private static final int RANDOM_BYTES = 12;
  private static final int CHECK_BYTES = 3;
  private static final int CHARACTERS = 20;

  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
  private static final Base64.Decoder DECODER = Base64.getUrlDecoder();

  private final SecureRandom random = new SecureRandom();

  String next() {
    byte[] bytes = new byte[RANDOM_BYTES];
    random.nextBytes(bytes);
    return ENCODER.encodeToString(
        ByteBuffer.allocate(RANDOM_BYTES + CHECK_BYTES).put(bytes).put(check(bytes)).array());
  }

  /** Whether a name is, or was, or could be the id of a socket; of others, one in 16 million is. */
  public static boolean isId(String name) {
    if (name.length() != CHARACTERS) {
      return false;
    }
    try {
      byte[] bytes = DECODER.decode(name);
      byte[] check = Arrays.copyOfRange(bytes, RANDOM_BYTES, bytes.length);
      return Arrays.equals(check, check(Arrays.copyOf(bytes, RANDOM_BYTES)));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static byte[] check(byte[] random) {
    CRC32 crc = new CRC32();
    crc.update(random);
    byte[] all = ByteBuffer.allocate(Integer.BYTES).putInt((int) crc.getValue()).array();
    return Arrays.copyOf(all, CHECK_BYTES);
  }
}
