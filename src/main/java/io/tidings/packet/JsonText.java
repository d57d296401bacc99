package io.tidings.packet;

/** JSON strings (RFC 8259, section 7), to and from Java. */
public final class JsonText {

  private JsonText() {}

  public static String quote(String value) {
    StringBuilder out = new StringBuilder(value.length() + 2);
    appendQuoted(out, value);
    return out.toString();
  }

  static void appendQuoted(StringBuilder out, String value) {
    out.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < 0x20 || isLoneSurrogate(value, i)) {
        // A lone surrogate has no UTF-8 form; escaped, it comes out as it went in.
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }

  /** The same JSON text with half surrogate pairs escaped, as they can only stand in strings. */
  static String wellFormed(String json) {
    if (NameRules.isWellFormed(json)) {
      return json;
    }
    StringBuilder out = new StringBuilder(json.length() + 16);
    for (int i = 0; i < json.length(); i++) {
      if (isLoneSurrogate(json, i)) {
        out.append(String.format("\\u%04x", (int) json.charAt(i)));
      } else {
        out.append(json.charAt(i));
      }
    }
    return out.toString();
  }

  static boolean isLoneSurrogate(String value, int i) {
    char c = value.charAt(i);
    if (!Character.isSurrogate(c)) {
      return false;
    }
    if (Character.isHighSurrogate(c)) {
      return i + 1 == value.length() || !Character.isLowSurrogate(value.charAt(i + 1));
    }
    return i == 0 || !Character.isHighSurrogate(value.charAt(i - 1));
  }

  /**
   * @param json a JSON string with its quotes, known to be well-formed
   */
  static String unquote(String json) {
    if (json.indexOf('\\') < 0) {
      return json.substring(1, json.length() - 1);
    }
    StringBuilder out = new StringBuilder(json.length());
    for (int i = 1; i < json.length() - 1; i++) {
      char c = json.charAt(i);
      if (c != '\\') {
        out.append(c);
        continue;
      }
      c = json.charAt(++i);
      if (c == 'u') {
        out.append((char) Integer.parseInt(json, i + 1, i + 5, 16));
        i += 4;
      } else {
        out.append(unescaped(c));
      }
    }
    return out.toString();
  }

  private static char unescaped(char c) {
    return switch (c) {
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      default -> c;
    };
  }
}
