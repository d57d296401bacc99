package io.tidings.packet;

/**
 * Copies well-formed JSON in one pass, without its white space. A subclass may write keys anew, and
 * put something else in the place of an object once its members are known.
 */
abstract class JsonCopy {

  private final String json;
  private final StringBuilder out;
  private int at;

  /**
   * @param json one value, no deeper than {@link JsonScanner#MAX_DEPTH}
   */
  JsonCopy(String json) {
    this.json = json;
    out = new StringBuilder(json.length() + 16);
  }

  /** Of the members of an object, those that a mark may have. */
  static final class Members {

    private int count;
    private String binary;
    private String placeholder;
    private String num;

    int count() {
      return count;
    }

    /**
     * The JSON text of a member's value, as it was written; of an array or object no more than that
     * it is one. Null when there is no such member.
     */
    String json(String key) {
      return switch (key) {
        case "$binary" -> binary;
        case "_placeholder" -> placeholder;
        case "num" -> num;
        default -> null;
      };
    }

    private void add(String key, StringBuilder out, int from) {
      count++;
      switch (key) {
        case "$binary" -> binary = scalar(out, from);
        case "_placeholder" -> placeholder = scalar(out, from);
        case "num" -> num = scalar(out, from);
        default -> {}
      }
    }

    /** One in another, each would be kept as often as it is deep. */
    private static String scalar(StringBuilder out, int from) {
      boolean nested = out.charAt(from) == '{' || out.charAt(from) == '[';
      return nested ? "{" : out.substring(from);
    }
  }

  /** How a key is to be written. */
  protected abstract String key(String key);

  /** What is to be written instead of an object; null to leave it. */
  protected abstract String object(Members members) throws PacketException;

  String copy() throws PacketException {
    value();
    return out.toString();
  }

  private void value() throws PacketException {
    switch (next()) {
      case '{' -> object();
      case '[' -> array();
      case '"' -> out.append(string());
      default -> word();
    }
  }

  private void object() throws PacketException {
    int start = out.length();
    Members members = new Members();
    take();
    while (next() != '}') {
      if (json.charAt(at) == ',') {
        take();
        next();
      }
      String quoted = string();
      String key = JsonText.unquote(quoted);
      String written = key(key);
      out.append(written.equals(key) ? quoted : JsonText.quote(written));
      next();
      take();
      int from = out.length();
      value();
      members.add(key, out, from);
    }
    take();
    String instead = object(members);
    if (instead != null) {
      out.setLength(start);
      out.append(instead);
    }
  }

  private void array() throws PacketException {
    take();
    while (next() != ']') {
      if (json.charAt(at) == ',') {
        take();
      }
      value();
    }
    take();
  }

  /** A number, or true, false, null. */
  private void word() {
    while (at < json.length() && ",]} \t\r\n".indexOf(json.charAt(at)) < 0) {
      take();
    }
  }

  /** The string that begins here, with its quotes. */
  private String string() {
    int from = at++;
    while (json.charAt(at) != '"') {
      at += json.charAt(at) == '\\' ? 2 : 1;
    }
    return json.substring(from, ++at);
  }

  private void take() {
    out.append(json.charAt(at++));
  }

  /** The first character that is not white space. */
  private char next() {
    while (" \t\r\n".indexOf(json.charAt(at)) >= 0) {
      at++;
    }
    return json.charAt(at);
  }
}
