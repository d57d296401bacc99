package io.tidings.handler;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * An argument of the event, as a JSON-B type. One that the client did not send, or sent as {@code
 * null}, is an empty optional where the parameter is one, null where it may be, and else refused.
 *
 * @param index of the argument, from 0
 * @param nullable whether the method takes null
 */
record Argument(int index, Type type, boolean nullable) implements Parameter {

  private static final Map<Type, Object> EMPTY =
      Map.of(
          Optional.class, Optional.empty(),
          OptionalInt.class, OptionalInt.empty(),
          OptionalLong.class, OptionalLong.empty(),
          OptionalDouble.class, OptionalDouble.empty());

  @Override
  public Object value(Call call) {
    boolean optional = raw() == Optional.class;
    Object value =
        index < call.arguments().size()
            ? call.mapper().fromArguments(call.arguments(), index, optional ? content() : type)
            : null;
    if (value == null) {
      return absent(index < call.arguments().size());
    }
    return optional ? Optional.of(value) : value;
  }

  private Object absent(boolean sent) {
    Object empty = EMPTY.get(raw());
    if (empty == null && !nullable) {
      throw new IllegalArgumentException(
          "argument " + (index + 1) + (sent ? " must not be null" : " is missing"));
    }
    return empty;
  }

  private Type raw() {
    return type instanceof ParameterizedType parameterized ? parameterized.getRawType() : type;
  }

  private Type content() {
    return type instanceof ParameterizedType parameterized
        ? parameterized.getActualTypeArguments()[0]
        : Object.class;
  }
}
