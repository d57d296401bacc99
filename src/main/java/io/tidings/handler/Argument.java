package io.tidings.handler;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * An argument of the event, as a JSON-B type. One that the client did not send is null, as one that
 * is {@code null}; an empty optional where the parameter is one; refused where it is a primitive.
 *
 * @param index of the argument, from 0
 */
record Argument(int index, Type type) implements Parameter {

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
      return absent();
    }
    return optional ? Optional.of(value) : value;
  }

  private Object absent() {
    if (type instanceof Class<?> c && c.isPrimitive()) {
      throw new IllegalArgumentException("argument " + (index + 1) + " is missing");
    }
    return EMPTY.get(raw());
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
