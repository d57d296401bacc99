package io.tidings.handler;

import java.lang.reflect.Array;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Type;

/**
 * The arguments of the event from one on, for a method's {@code Type...}.
 *
 * @param first of the arguments, from 0
 * @param array its type
 * @param nullable whether the method takes null among them
 */
record RestOfArguments(int first, Class<?> array, Type generic, boolean nullable)
    implements Parameter {

  @Override
  public Object value(Call call) {
    int length = Math.max(0, call.arguments().size() - first);
    Object values = Array.newInstance(array.getComponentType(), length);
    for (int i = 0; i < length; i++) {
      Array.set(values, i, new Argument(first + i, element(), nullable).value(call));
    }
    return values;
  }

  private Type element() {
    return generic instanceof GenericArrayType of
        ? of.getGenericComponentType()
        : array.getComponentType();
  }
}
