package io.tidings.testing;

import io.tidings.packet.ArgumentMapper;
import io.tidings.packet.Arguments;
import java.lang.reflect.Type;
import java.util.function.Consumer;

/** What a client was sent: an event, or the answer to one of its own. */
public final class Message {

  private static final ArgumentMapper MAPPER = new ArgumentMapper();

  private final String event;
  private final Arguments arguments;
  private final Consumer<Arguments> reply;

  /**
   * @param reply answers the sender; null when that expects no answer
   */
  Message(String event, Arguments arguments, Consumer<Arguments> reply) {
    this.event = event;
    this.arguments = arguments;
    this.reply = reply;
  }

  static Arguments arguments(Object... values) {
    return MAPPER.toArguments(values);
  }

  /** The event's name; of an answer, that of the event which it answers. */
  public String event() {
    return event;
  }

  /** How many arguments it has. */
  public int size() {
    return arguments.size();
  }

  /** The arguments as a JSON array; a binary one is a placeholder. */
  public String json() {
    return arguments.json();
  }

  /** The first argument. */
  public <T> T as(Class<T> type) {
    return as(0, type);
  }

  /**
   * An argument.
   *
   * @param index from 0
   * @param type {@code byte[]} or {@code ByteBuffer} for binary, else any JSON-B type
   * @throws AssertionError when there is no such argument, or it is not of that type
   */
  public <T> T as(int index, Class<T> type) {
    @SuppressWarnings("unchecked") // A primitive type's values are of its wrapper, as T is.
    T value = (T) as(index, (Type) type);
    return value;
  }

  /** An argument of a generic type. */
  public Object as(int index, Type type) {
    if (index >= size()) {
      throw new AssertionError("no argument " + index + " in " + this);
    }
    try {
      return MAPPER.fromArguments(arguments, index, type);
    } catch (IllegalArgumentException e) {
      throw new AssertionError(e.getMessage() + ", as " + type.getTypeName() + ": " + this, e);
    }
  }

  /**
   * Answers the server, which asked with {@code emitWithAck}.
   *
   * @throws AssertionError when it did not ask
   */
  public void answer(Object... values) {
    if (reply == null) {
      throw new AssertionError("the server expects no answer to " + this);
    }
    reply.accept(arguments(values));
  }

  @Override
  public String toString() {
    return event + " " + json();
  }
}
