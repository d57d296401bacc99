package io.tidings.packet;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.io.StringReader;
import java.util.Base64;
import java.util.List;

/**
 * Arguments as JSON alone, where binary has no other way: what is binary is {@code
 * {"_binary":"…"}}, in base64 (RFC 4648, section 4).
 */
public final class JsonBinary {

  /** The one member of an object that stands for binary. */
  public static final String KEY = "_binary";

  private static final JsonProvider JSON = JsonProvider.provider();

  private JsonBinary() {}

  /**
   * @return a JSON array; of arguments without binary the text as it is
   */
  public static String json(Arguments arguments) {
    if (arguments.attachments().isEmpty()) {
      return arguments.json();
    }
    try (JsonReader reader = JSON.createReader(new StringReader(arguments.json()))) {
      return inline(reader.readValue(), arguments.attachments()).toString();
    }
  }

  private static JsonValue inline(JsonValue value, List<byte[]> attachments) {
    if (value instanceof JsonArray array) {
      JsonArrayBuilder all = JSON.createArrayBuilder();
      array.forEach(each -> all.add(inline(each, attachments)));
      return all.build();
    }
    if (value instanceof JsonObject object) {
      return JsonValue.TRUE.equals(object.get("_placeholder"))
          ? binary(Placeholders.attachment(object, attachments))
          : inline(object, attachments);
    }
    return value;
  }

  private static JsonObject inline(JsonObject object, List<byte[]> attachments) {
    JsonObjectBuilder all = JSON.createObjectBuilder();
    object.forEach((name, each) -> all.add(name, inline(each, attachments)));
    return all.build();
  }

  private static JsonObject binary(byte[] bytes) {
    return Json.createObjectBuilder().add(KEY, Base64.getEncoder().encodeToString(bytes)).build();
  }
}
