package io.tidings.packet;

import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.io.StringReader;

/**
 * The marks {@code {"_placeholder":true,"num":n}} that stand in JSON for binary attachments.
 *
 * <p>A packet is passed on to other clients as it came. One whose marks point nowhere would make
 * their parsers fail and cut <em>their</em> connections, so it is refused at the door.
 */
final class Placeholders {

  private static final JsonProvider JSON = JsonProvider.provider();

  private Placeholders() {}

  static String mark(int number) {
    return "{\"_placeholder\":true,\"num\":" + number + "}";
  }

  /**
   * @throws PacketException when a mark in {@code json} is not a number below {@code count}
   */
  static void check(String json, int count) throws PacketException {
    // The scanner refuses what is too deep for the recursive reader.
    Arguments.parse(json);
    try (JsonReader reader = JSON.createReader(new StringReader(json))) {
      check(reader.readValue(), count);
    } catch (JsonException e) {
      throw new PacketException("malformed JSON");
    }
  }

  private static void check(JsonValue value, int count) throws PacketException {
    if (value instanceof JsonArray array) {
      for (JsonValue element : array) {
        check(element, count);
      }
    } else if (value instanceof JsonObject object) {
      if (JsonValue.TRUE.equals(object.get("_placeholder"))) {
        checkMark(object.get("num"), count);
      }
      for (JsonValue member : object.values()) {
        check(member, count);
      }
    }
  }

  private static void checkMark(JsonValue number, int count) throws PacketException {
    boolean valid =
        number instanceof JsonNumber n
            && n.isIntegral()
            && n.bigIntegerValue().signum() >= 0
            && n.bigIntegerValue().bitLength() < 31
            && n.intValue() < count;
    if (!valid) {
      throw new PacketException("illegal attachments");
    }
  }

  /**
   * The attachment that an argument stands for.
   *
   * @throws IllegalArgumentException when the argument is not binary
   */
  static byte[] attachment(Arguments arguments, int index) {
    if (arguments.json(index).startsWith("{") && !arguments.attachments().isEmpty()) {
      try (JsonReader reader = JSON.createReader(new StringReader(arguments.json(index)))) {
        JsonObject object = reader.readObject();
        if (JsonValue.TRUE.equals(object.get("_placeholder"))) {
          return arguments.attachments().get(object.getInt("num"));
        }
      }
    }
    throw new IllegalArgumentException("argument " + (index + 1) + " is not binary");
  }
}
