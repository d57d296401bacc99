package io.tidings.packet;

import java.util.HashMap;
import java.util.Map;

/** The members of a JSON object, cut but not parsed. */
final class JsonMembers {

  /** More than any object has that is read here; one with more is refused before it is kept. */
  private static final int MAX_MEMBERS = 16;

  private JsonMembers() {}

  /**
   * @return the JSON text of each value, by the member's name
   * @throws PacketException when it is no JSON object, has something behind it, or names a member
   *     twice
   */
  static Map<String, String> of(String json) throws PacketException {
    JsonScanner scanner = new JsonScanner(json);
    Map<String, String> members = new HashMap<>();
    int at = expect(json, scanner.skipWhiteSpace(0), '{');
    at = scanner.skipWhiteSpace(at);
    boolean more = at == json.length() || json.charAt(at) != '}';
    while (more) {
      int end = name(json, scanner, at);
      String name = JsonText.unquote(json.substring(at, end));
      int from = scanner.skipWhiteSpace(expect(json, scanner.skipWhiteSpace(end), ':'));
      at = scanner.endOfValue(from);
      if (members.put(name, json.substring(from, at)) != null) {
        throw new PacketException("a member is named twice");
      }
      if (members.size() > MAX_MEMBERS) {
        throw new PacketException("too many members");
      }
      at = scanner.skipWhiteSpace(at);
      more = at < json.length() && json.charAt(at) == ',';
      at = more ? scanner.skipWhiteSpace(at + 1) : at;
    }
    if (scanner.skipWhiteSpace(expect(json, at, '}')) < json.length()) {
      throw new PacketException("something behind a JSON object");
    }
    return members;
  }

  private static int name(String json, JsonScanner scanner, int at) throws PacketException {
    expect(json, at, '"');
    return scanner.endOfValue(at);
  }

  private static int expect(String json, int at, char c) throws PacketException {
    if (at == json.length() || json.charAt(at) != c) {
      throw new PacketException("not a JSON object");
    }
    return at + 1;
  }
}
