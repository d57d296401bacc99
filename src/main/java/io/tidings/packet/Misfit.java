package io.tidings.packet;

import java.lang.invoke.MethodType;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Map;

/**
 * Tells a client what an argument must be, in words of JSON: the classes that a server is made of
 * mean nothing to clients, and are not theirs to know.
 */
final class Misfit {

  private static final Map<Class<?>, String> WHOLE_NUMBERS =
      Map.of(
          Byte.class, wholeNumber(Byte.MIN_VALUE, Byte.MAX_VALUE),
          Short.class, wholeNumber(Short.MIN_VALUE, Short.MAX_VALUE),
          Integer.class, wholeNumber(Integer.MIN_VALUE, Integer.MAX_VALUE),
          Long.class, wholeNumber(Long.MIN_VALUE, Long.MAX_VALUE));

  /** No JSON value begins so: whatever was sent, it is not what is wanted. */
  private static final String NEVER = "";

  /**
   * @param words what an argument must be
   * @param begins how one that is begins
   */
  private record Wanted(String words, String begins) {}

  private static final Wanted ANYTHING = new Wanted("", "\"-0123456789tfn[{");

  private Misfit() {}

  /** What is wrong with an argument that could not be read as a type. */
  static String of(Arguments arguments, int index, Type type) {
    Wanted wanted = wanted(type);
    boolean kindFits = wanted.begins().indexOf(arguments.json(index).charAt(0)) >= 0;
    return "argument " + (index + 1) + (kindFits ? " does not fit" : " must be " + wanted.words());
  }

  private static Wanted wanted(Type type) {
    Class<?> raw = MethodType.methodType(raw(type)).wrap().returnType();
    if (WHOLE_NUMBERS.containsKey(raw)) {
      return new Wanted(WHOLE_NUMBERS.get(raw), NEVER);
    }
    if (raw == byte[].class || raw == ByteBuffer.class) {
      return new Wanted("binary", NEVER);
    }
    if (raw == Boolean.class) {
      return new Wanted("true or false", "tf");
    }
    if (isAny(raw, Number.class)) {
      return new Wanted("a number", "-0123456789");
    }
    if (raw.isEnum() || isAny(raw, CharSequence.class, Character.class)) {
      return new Wanted("a string", "\"");
    }
    if (raw.isArray() || isAny(raw, Collection.class)) {
      return new Wanted("an array", "[");
    }
    if (raw.isRecord() || isAny(raw, Map.class)) {
      return new Wanted("an object", "{");
    }
    return ANYTHING;
  }

  private static boolean isAny(Class<?> type, Class<?>... of) {
    for (Class<?> each : of) {
      if (each.isAssignableFrom(type)) {
        return true;
      }
    }
    return false;
  }

  private static Class<?> raw(Type type) {
    if (type instanceof Class<?> c) {
      return c;
    }
    if (type instanceof ParameterizedType parameterized) {
      return raw(parameterized.getRawType());
    }
    return type instanceof GenericArrayType ? Object[].class : Object.class;
  }

  private static String wholeNumber(long least, long most) {
    return "a whole number from " + least + " to " + most;
  }
}
