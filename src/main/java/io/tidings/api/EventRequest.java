package io.tidings.api;

import io.tidings.packet.Arguments;
import io.tidings.packet.EventNames;
import io.tidings.packet.NameRules;
import io.tidings.packet.PacketException;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * An event that a request wants published.
 *
 * @param rooms empty for everyone in the namespace
 */
record EventRequest(
    String namespace, Set<String> rooms, Set<String> except, String event, Arguments arguments) {

  private static final Set<String> FIELDS = Set.of("namespace", "rooms", "except", "event", "args");

  /** Checks what a client sent. */
  static EventRequest from(JsonValue value) {
    if (!(value instanceof JsonObject object)) {
      throw Problem.badRequest("body", "must be an object");
    }
    for (String field : object.keySet()) {
      if (!FIELDS.contains(field)) {
        throw Problem.badRequest(field, "is not a field of an event");
      }
    }
    return new EventRequest(
        namespace(object),
        names(object, "rooms"),
        names(object, "except"),
        event(object),
        arguments(object));
  }

  private static String namespace(JsonObject object) {
    JsonValue value = object.getOrDefault("namespace", null);
    if (value == null) {
      return "/";
    }
    if (value instanceof JsonString name && name.getString().startsWith("/")) {
      refuse("namespace", NameRules.fault(name.getString()));
      return name.getString();
    }
    throw Problem.badRequest("namespace", "must be a string that begins with a slash");
  }

  private static Set<String> names(JsonObject object, String field) {
    Set<String> names = new LinkedHashSet<>();
    JsonValue value = object.getOrDefault(field, JsonValue.EMPTY_JSON_ARRAY);
    if (value instanceof JsonArray array) {
      for (JsonValue each : array) {
        names.add(name(each, field));
      }
      return names;
    }
    throw Problem.badRequest(field, "must be an array of strings");
  }

  private static String name(JsonValue value, String field) {
    if (value instanceof JsonString name && !name.getString().isEmpty()) {
      refuse(field, NameRules.roomFault(name.getString()));
      return name.getString();
    }
    throw Problem.badRequest(field, "must be an array of strings, none of them empty");
  }

  private static void refuse(String field, Optional<String> fault) {
    if (fault.isPresent()) {
      throw Problem.badRequest(field, fault.get());
    }
  }

  private static String event(JsonObject object) {
    if (!(object.get("event") instanceof JsonString name) || name.getString().isEmpty()) {
      throw Problem.badRequest("event", "must be a string that is not empty");
    }
    if (EventNames.isReserved(name.getString())) {
      throw Problem.badRequest("event", "must not be a reserved name");
    }
    return name.getString();
  }

  private static Arguments arguments(JsonObject object) {
    JsonValue value = object.getOrDefault("args", JsonValue.EMPTY_JSON_ARRAY);
    if (!(value instanceof JsonArray)) {
      throw Problem.badRequest("args", "must be an array");
    }
    try {
      return Arguments.parse(value.toString());
    } catch (PacketException e) {
      throw Problem.badRequest("args", "is refused: " + e.getMessage());
    }
  }
}
