package io.tidings.packet;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonLocation;
import jakarta.json.stream.JsonParser;
import java.math.BigDecimal;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A parser whose {@link #getInt} and {@link #getLong} throw {@link ArithmeticException} for a
 * number that is not whole or out of range. JSON-P's own cut off what does not fit, so that
 * 99999999999 is an int of 1215752191.
 */
final class ExactParser implements JsonParser {

  private final JsonParser parser;

  ExactParser(JsonParser parser) {
    this.parser = parser;
  }

  @Override
  public int getInt() {
    String digits = parser.getString();
    try {
      return Integer.parseInt(digits);
    } catch (NumberFormatException e) {
      // Perhaps written as 1.0 or 1e3.
      return parser.getBigDecimal().intValueExact();
    }
  }

  @Override
  public long getLong() {
    String digits = parser.getString();
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException e) {
      return parser.getBigDecimal().longValueExact();
    }
  }

  @Override
  public boolean hasNext() {
    return parser.hasNext();
  }

  @Override
  public Event next() {
    return parser.next();
  }

  @Override
  public Event currentEvent() {
    return parser.currentEvent();
  }

  @Override
  public String getString() {
    return parser.getString();
  }

  @Override
  public boolean isIntegralNumber() {
    return parser.isIntegralNumber();
  }

  @Override
  public BigDecimal getBigDecimal() {
    return parser.getBigDecimal();
  }

  @Override
  public JsonLocation getLocation() {
    return parser.getLocation();
  }

  @Override
  public JsonObject getObject() {
    return parser.getObject();
  }

  @Override
  public JsonValue getValue() {
    return parser.getValue();
  }

  @Override
  public JsonArray getArray() {
    return parser.getArray();
  }

  @Override
  public Stream<JsonValue> getArrayStream() {
    return parser.getArrayStream();
  }

  @Override
  public Stream<Map.Entry<String, JsonValue>> getObjectStream() {
    return parser.getObjectStream();
  }

  @Override
  public Stream<JsonValue> getValueStream() {
    return parser.getValueStream();
  }

  @Override
  public void skipArray() {
    parser.skipArray();
  }

  @Override
  public void skipObject() {
    parser.skipObject();
  }

  @Override
  public void close() {
    parser.close();
  }
}
