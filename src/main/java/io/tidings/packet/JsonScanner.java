package io.tidings.packet;

import java.util.Arrays;

/**
 * Checks JSON (RFC 8259) and finds where its values end, without building anything and without
 * recursion, so that neither size nor depth of what a client sends can hurt.
 */
final class JsonScanner {

  /** Deeper nesting is refused; the JSON libraries behind us recurse. */
  static final int MAX_DEPTH = 500;

  private final String text;
  private int at;

  JsonScanner(String text) {
    this.text = text;
  }

  /**
   * @return the index behind the value that begins at {@code from}, leading white space included
   */
  int endOfValue(int from) throws PacketException {
    at = from;
    boolean[] objects = new boolean[8];
    int depth = 0;
    while (true) {
      char c = nextToken();
      if (c == '{' || c == '[') {
        if (depth == MAX_DEPTH) {
          throw new PacketException("JSON nested too deep");
        }
        if (depth == objects.length) {
          objects = Arrays.copyOf(objects, depth * 2);
        }
        objects[depth++] = c == '{';
        if (openContainer(c == '{')) {
          continue;
        }
        depth--;
      } else {
        scalar(c);
      }
      while (depth > 0 && !anotherFollows(objects[depth - 1])) {
        depth--;
      }
      if (depth == 0) {
        return at;
      }
    }
  }

  /** The index of the first character from {@code from} that is not white space. */
  int skipWhiteSpace(int from) {
    at = from;
    while (at < text.length() && isWhiteSpace(text.charAt(at))) {
      at++;
    }
    return at;
  }

  /** Enters a container; false when it was empty and is left already. */
  private boolean openContainer(boolean object) throws PacketException {
    at++;
    if (nextToken() == (object ? '}' : ']')) {
      at++;
      return false;
    }
    if (object) {
      key();
    }
    return true;
  }

  /** After a value in a container: true before the next one, false behind the container's end. */
  private boolean anotherFollows(boolean object) throws PacketException {
    char c = nextToken();
    at++;
    if (c == ',') {
      if (object) {
        key();
      }
      return true;
    }
    if (c != (object ? '}' : ']')) {
      throw malformed();
    }
    return false;
  }

  private void key() throws PacketException {
    if (nextToken() != '"') {
      throw malformed();
    }
    string();
    if (nextToken() != ':') {
      throw malformed();
    }
    at++;
  }

  private void scalar(char c) throws PacketException {
    switch (c) {
      case '"' -> string();
      case 't' -> literal("true");
      case 'f' -> literal("false");
      case 'n' -> literal("null");
      default -> number();
    }
  }

  private void literal(String word) throws PacketException {
    if (!text.startsWith(word, at)) {
      throw malformed();
    }
    at += word.length();
  }

  private void string() throws PacketException {
    at++;
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == '"') {
        return;
      }
      if (c == '\\') {
        escape();
      } else if (c < 0x20) {
        throw malformed();
      }
    }
    throw malformed();
  }

  private void escape() throws PacketException {
    char c = at < text.length() ? text.charAt(at++) : 0;
    if (c == 'u') {
      for (int end = at + 4; at < end; at++) {
        if (at >= text.length() || !isHexDigit(text.charAt(at))) {
          throw malformed();
        }
      }
    } else if ("\"\\/bfnrt".indexOf(c) < 0 || c == 0) {
      throw malformed();
    }
  }

  /** Only ASCII: browsers refuse the digits of other scripts, which {@link Character} knows too. */
  private static boolean isHexDigit(char c) {
    return c < 0x80 && Character.digit(c, 16) >= 0;
  }

  private void number() throws PacketException {
    if (peek() == '-') {
      at++;
    }
    if (peek() == '0') {
      at++;
    } else {
      digits();
    }
    if (peek() == '.') {
      at++;
      digits();
    }
    if (peek() == 'e' || peek() == 'E') {
      at++;
      if (peek() == '+' || peek() == '-') {
        at++;
      }
      digits();
    }
  }

  private void digits() throws PacketException {
    int from = at;
    while (peek() >= '0' && peek() <= '9') {
      at++;
    }
    if (at == from) {
      throw malformed();
    }
  }

  private char peek() {
    return at < text.length() ? text.charAt(at) : 0;
  }

  private char nextToken() throws PacketException {
    skipWhiteSpace(at);
    if (at == text.length()) {
      throw malformed();
    }
    return text.charAt(at);
  }

  private static boolean isWhiteSpace(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
  }

  private PacketException malformed() {
    return new PacketException("malformed JSON at " + at);
  }
}
