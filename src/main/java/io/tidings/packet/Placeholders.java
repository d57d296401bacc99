package io.tidings.packet;

import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.io.StringReader;
import java.math.BigDecimal;
import java.util.List;

/**
 * The marks {@code {"_placeholder":true,"num":n}} that stand in JSON for binary attachments.
 *
 * <p>A packet is passed on to other clients as it came. One whose marks point nowhere would make
 * their parsers fail and cut <em>their</em> connections, so it is refused at the door.
 */
final class Placeholders {

  private static final JsonProvider JSON = JsonProvider.provider();

  private static final int MAX_DIGITS = 3;

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
    } catch (JsonException | ArithmeticException | NumberFormatException e) {
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
    boolean valid = number instanceof JsonNumber n && isBelow(n.bigDecimalValue(), count);
    if (!valid) {
      throw new PacketException("illegal attachments");
    }
  }

  /** Looks at the digits first: written out, {@code 1e999999999} would fill the memory. */
  private static boolean isBelow(BigDecimal number, int count) {
    return number.signum() >= 0
        && (long) number.precision() - number.scale() <= MAX_DIGITS
        && number.stripTrailingZeros().scale() <= 0
        && number.intValueExact() < count;
  }

  /**
   * The attachment that an argument stands for.
   *
   * @throws IllegalStateException when the argument is no mark, or points nowhere
   */
  static byte[] attachment(Arguments arguments, int index) {
    try (JsonReader reader = JSON.createReader(new StringReader(arguments.json(index)))) {
      return attachment(reader.readObject(), arguments.attachments());
    } catch (JsonException e) {
      throw new IllegalStateException("no mark of an attachment", e);
    }
  }

  /**
   * The attachment that a mark points to.
   *
   * @throws IllegalStateException when the object is no mark, or points nowhere
   */
  static byte[] attachment(JsonObject object, List<byte[]> attachments) {
    try {
      if (JsonValue.TRUE.equals(object.get("_placeholder"))) {
        checkMark(object.get("num"), attachments.size());
        return attachments.get(object.getInt("num"));
      }
    } catch (PacketException e) {
      // It says the same as what follows.
    }
    throw new IllegalStateException("no mark of an attachment");
  }
}
