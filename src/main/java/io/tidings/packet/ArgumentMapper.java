package io.tidings.packet;

import jakarta.json.JsonValue;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import jakarta.json.bind.JsonbConfig;
import jakarta.json.bind.JsonbException;
import jakarta.json.bind.serializer.DeserializationContext;
import jakarta.json.bind.serializer.JsonbDeserializer;
import jakarta.json.bind.serializer.JsonbSerializer;
import jakarta.json.bind.serializer.SerializationContext;
import jakarta.json.stream.JsonGenerator;
import jakarta.json.stream.JsonParser;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Maps Java values to an event's arguments and back, by JSON-B. {@code byte[]} and {@link
 * ByteBuffer} become binary attachments, wherever in a value they stand. A number that does not fit
 * an {@code int}, {@code long}, {@code short} or {@code byte} is refused, there too. Points in time
 * are written as {@link JsonDates} has them, and {@code @JsonbDateFormat} is not asked for those.
 */
public final class ArgumentMapper {

  /** Attachments of the values that this thread is writing or reading. */
  private static final ThreadLocal<List<byte[]>> ATTACHMENTS = new ThreadLocal<>();

  private final Jsonb jsonb =
      JsonbBuilder.newBuilder()
          .withProvider(new ExactNumbers())
          .withConfig(
              new JsonbConfig()
                  .withSerializers(
                      new BytesSerializer(),
                      new BufferSerializer(),
                      new JsonDates.DateSerializer(),
                      new JsonDates.CalendarSerializer(),
                      new JsonDates.ZonedSerializer(),
                      new JsonDates.YearSerializer())
                  .withDeserializers(
                      new BytesDeserializer(),
                      new BufferDeserializer(),
                      new JsonDates.YearDeserializer()))
          .build();

  /**
   * @throws IllegalArgumentException when a value has no JSON form, contains itself or is nested
   *     too deep, or the values hold more binary parts than a packet may have
   */
  public Arguments toArguments(Object... values) {
    if (values.length == 0) {
      return Arguments.NONE;
    }
    List<byte[]> attachments = new ArrayList<>(0);
    ATTACHMENTS.set(attachments);
    try {
      StringBuilder json = new StringBuilder(64).append('[');
      for (Object value : values) {
        if (json.length() > 1) {
          json.append(',');
        }
        append(json, value);
      }
      return checked(json.append(']').toString(), attachments);
    } finally {
      ATTACHMENTS.remove();
    }
  }

  private static Arguments checked(String json, List<byte[]> attachments) {
    if (attachments.size() > SocketPacketDecoder.MAX_ATTACHMENTS) {
      throw new IllegalArgumentException(
          "more than " + SocketPacketDecoder.MAX_ATTACHMENTS + " binary values in one event");
    }
    try {
      return Arguments.parse(json, attachments);
    } catch (PacketException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private void append(StringBuilder json, Object value) {
    if (value == null || value instanceof Boolean) {
      json.append(value);
    } else if (value instanceof JsonValue) {
      json.append(JsonText.wellFormed(value.toString()));
    } else if (value instanceof Integer || value instanceof Long) {
      json.append(value);
    } else if (value instanceof CharSequence text) {
      JsonText.appendQuoted(json, text.toString());
    } else if (value instanceof byte[] bytes) {
      json.append(attach(bytes));
    } else if (value instanceof ByteBuffer buffer) {
      json.append(attach(bytes(buffer)));
    } else {
      json.append(jsonForm(value));
    }
  }

  private String jsonForm(Object value) {
    Nesting.check(value);
    try {
      return JsonText.wellFormed(jsonb.toJson(value));
    } catch (JsonbException e) {
      throw new IllegalArgumentException(
          "no JSON form for a value of " + value.getClass().getName(), e);
    } catch (StackOverflowError e) {
      // What a bean's field holds was not looked at before.
      throw Nesting.tooDeep(e);
    }
  }

  private static String attach(byte[] bytes) {
    List<byte[]> attachments = ATTACHMENTS.get();
    attachments.add(bytes);
    return Placeholders.mark(attachments.size() - 1);
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  /**
   * The value of one argument.
   *
   * @param type {@code byte[]} or {@link ByteBuffer} for a binary argument, else any JSON-B type
   * @throws IllegalArgumentException when the argument is not of that type; the message is for the
   *     client that sent it, and the cause for those who look after the server
   */
  public Object fromArguments(Arguments arguments, int index, Type type) {
    if (type == String.class && arguments.isText(index)) {
      return arguments.text(index);
    }
    ATTACHMENTS.set(arguments.attachments());
    try {
      return isBinary(type)
          ? binary(arguments, index, type)
          : checked(jsonb.fromJson(arguments.json(index), type), type);
    } catch (RuntimeException e) {
      // JSON-B, the JSON parser and the application's own classes each throw theirs.
      throw new IllegalArgumentException(Misfit.of(arguments, index, type), e);
    } finally {
      ATTACHMENTS.remove();
    }
  }

  private static boolean isBinary(Type type) {
    return type == byte[].class || type == ByteBuffer.class;
  }

  /** JSON-B asks our deserializers for what is inside a value, not for the value itself. */
  private static Object binary(Arguments arguments, int index, Type type) {
    byte[] bytes = Placeholders.attachment(arguments, index);
    return type == ByteBuffer.class ? ByteBuffer.wrap(bytes) : bytes;
  }

  /** JSON-B gives a JSON array even to those who ask for a {@code JsonObject}. */
  private static Object checked(Object value, Type type) {
    if (type instanceof Class<?> wanted && !wanted.isPrimitive()) {
      return wanted.cast(value);
    }
    return value;
  }

  private static byte[] readMark(JsonParser parser) {
    try {
      return Placeholders.attachment(parser.getObject(), ATTACHMENTS.get());
    } catch (IllegalStateException e) {
      throw new JsonbException("not binary", e);
    }
  }

  private static void writeMark(byte[] bytes, JsonGenerator generator) {
    List<byte[]> attachments = ATTACHMENTS.get();
    attachments.add(bytes);
    generator
        .writeStartObject()
        .write("_placeholder", true)
        .write("num", attachments.size() - 1)
        .writeEnd();
  }

  /** Writes a {@code byte[]} inside a value as an attachment. */
  private static final class BytesSerializer implements JsonbSerializer<byte[]> {
    @Override
    public void serialize(byte[] bytes, JsonGenerator generator, SerializationContext context) {
      writeMark(bytes, generator);
    }
  }

  /** Writes a {@link ByteBuffer} inside a value as an attachment. */
  private static final class BufferSerializer implements JsonbSerializer<ByteBuffer> {
    @Override
    public void serialize(ByteBuffer buffer, JsonGenerator generator, SerializationContext ctx) {
      writeMark(bytes(buffer), generator);
    }
  }

  /** Reads an attachment that a value has a {@code byte[]} for. */
  private static final class BytesDeserializer implements JsonbDeserializer<byte[]> {
    @Override
    public byte[] deserialize(JsonParser parser, DeserializationContext context, Type type) {
      return readMark(parser);
    }
  }

  /** Reads an attachment that a value has a {@link ByteBuffer} for. */
  private static final class BufferDeserializer implements JsonbDeserializer<ByteBuffer> {
    @Override
    public ByteBuffer deserialize(JsonParser parser, DeserializationContext context, Type type) {
      return ByteBuffer.wrap(readMark(parser));
    }
  }
}
