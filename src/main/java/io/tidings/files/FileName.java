package io.tidings.files;

/** Makes a name that can be shown, and saved under, of whatever a client calls its file. */
public final class FileName {

  /** Characters (UTF-16) of a name at most. */
  static final int MAX_LENGTH = 200;

  private static final String NONE = "file";

  private FileName() {}

  /**
   * The last segment of a path in any system's notation, without control characters, and without
   * those that are not seen but turn the direction of text, which can make a program's name look
   * like a picture's.
   *
   * @param given null, if the client gives none
   * @return 1 to 200 characters, neither {@code .} nor {@code ..}
   */
  public static String safe(String given) {
    if (given == null) {
      return NONE;
    }
    int slash = Math.max(given.lastIndexOf('/'), given.lastIndexOf('\\'));
    StringBuilder name = new StringBuilder();
    given.codePoints().skip(given.codePointCount(0, slash + 1)).forEach(c -> append(name, c));
    String safe = name.toString().strip();
    return safe.matches("\\.*") ? NONE : safe;
  }

  private static void append(StringBuilder name, int character) {
    if (isSeen(character) && name.length() + Character.charCount(character) <= MAX_LENGTH) {
      name.appendCodePoint(character);
    }
  }

  private static boolean isSeen(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
