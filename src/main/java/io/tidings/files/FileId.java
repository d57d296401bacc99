package io.tidings.files;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Ids of files: 32 lower-case hexadecimal digits, 128 random bits. Who has one may read the file,
 * so they must not be guessed; in one case only, because not every file system tells two apart.
 */
public final class FileId {

  /** As a regular expression. */
  static final String FORM = "[0-9a-f]{32}";

  private static final int BYTES = 16;
  private static final Pattern PATTERN = Pattern.compile(FORM);
  private static final SecureRandom RANDOM = new SecureRandom();

  private FileId() {}

  static String next() {
    byte[] bytes = new byte[BYTES];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** Whether a text, from wherever it comes, may be an id. */
  public static boolean isValid(String text) {
    return text != null && PATTERN.matcher(text).matches();
  }
}
