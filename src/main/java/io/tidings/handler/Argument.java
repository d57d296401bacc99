package io.tidings.handler;

import java.lang.reflect.Type;

/**
 * An argument of the event, as a JSON-B type; one that the client did not send is null. A primitive
 * cannot be, and is refused.
 *
 * @param index of the argument, from 0
 */
record Argument(int index, Type type) implements Parameter {

  @Override
  public Object value(Call call) {
    Object value =
        index < call.arguments().size()
            ? call.mapper().fromArguments(call.arguments(), index, type)
            : null;
    return value == null ? absent() : value;
  }

  private Object absent() {
    if (type instanceof Class<?> c && c.isPrimitive()) {
      throw new IllegalArgumentException("argument " + (index + 1) + " is missing");
    }
    return null;
  }
}
