package io.tidings.endtoend;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What one client heard and was answered.
 *
 * @param instance that it was connected to
 * @param events in their order, each a line with the id, the name and the arguments
 * @param answered the ids of what it published itself, by what was said
 * @param failures in words
 */
record Heard(
    String client,
    String instance,
    List<String> events,
    Map<String, String> answered,
    List<String> failures) {

  private static final Pattern SAID = Pattern.compile("^(\\S+) said \\[\"([^\"]+)\",(\\d+),");

  /** As clients in JavaScript write it. */
  static Heard parse(String line) {
    JsonObject json = Json.createReader(new StringReader(line)).readObject();
    return new Heard(
        json.getString("name"),
        json.getString("instance"),
        json.getJsonArray("heard").getValuesAs(Heard::event),
        json.getJsonObject("answered").entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, each -> text(each.getValue()))),
        json.getJsonArray("failures").getValuesAs(Heard::text));
  }

  private static String event(JsonValue value) {
    JsonObject event = value.asJsonObject();
    return event(event.getString("id"), event.getString("event"), event.getJsonArray("args"));
  }

  private static String text(JsonValue value) {
    return ((JsonString) value).getString();
  }

  static String event(String id, String name, JsonArray args) {
    return id + " " + name + " " + args;
  }

  /** The first place where another heard something else, in words; empty where there is none. */
  String difference(Heard other) {
    int length = Math.max(events.size(), other.events.size());
    for (int n = 0; n < length; n++) {
      if (!at(n).equals(other.at(n))) {
        return "number %d of %d was%n  for %s: %s%n  for %s: %s"
            .formatted(n, length, client, at(n), other.client, other.at(n));
      }
    }
    return "";
  }

  private String at(int n) {
    return n < events.size() ? events.get(n) : "nothing";
  }

  /** The ids of all that was said, by what was said, as {@code answered} has them. */
  Map<String, String> ids() {
    return events.stream()
        .map(SAID::matcher)
        .filter(Matcher::find)
        .collect(
            Collectors.toMap(said -> said.group(2) + " " + said.group(3), said -> said.group(1)));
  }
}
