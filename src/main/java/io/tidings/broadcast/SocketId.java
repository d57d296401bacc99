package io.tidings.broadcast;

import java.util.Arrays;
import java.util.Base64;
import java.util.zip.CRC32;

/**
 * Tells the ids of sockets from other names: 20 characters of {@code A-Z a-z 0-9 _ -}, which are 12
 * random bytes and the first 3 of their CRC-32.
 */
public final class SocketId {

  /** Bytes of chance in an id. */
  public static final int RANDOM_BYTES = 12;

  private static final int CHECK_BYTES = 3;
  private static final int CHARACTERS = 20;

  private static final Base64.Decoder DECODER = Base64.getUrlDecoder();

  private SocketId() {}

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

  /** The bytes by which an id is told from other names. */
  public static byte[] check(byte[] random) {
    CRC32 crc = new CRC32();
    crc.update(random);
    int value = (int) crc.getValue();
    return new byte[] {(byte) (value >>> 24), (byte) (value >>> 16), (byte) (value >>> 8)};
  }
}
