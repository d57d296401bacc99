package io.tidings.transport;

import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;

/** Looks into objects of the server's, whose classes are not ours to compile against. */
final class Inside {

  private Inside() {}

  /**
   * Whether a failure says that the server is not the one that we know. Any other is that of one
   * connection, which may be gone, or half gone, when it is looked into.
   */
  static boolean isOther(Throwable failure) {
    return failure instanceof NoSuchFieldException
        || failure instanceof NoSuchMethodException
        || failure instanceof ClassNotFoundException
        || failure instanceof LinkageError
        || failure instanceof InaccessibleObjectException;
  }

  /** A field of a class or of one that it extends, however private. */
  static Field field(Class<?> owner, String name) throws NoSuchFieldException {
    for (Class<?> type = owner; type != null; type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        if (field.getName().equals(name)) {
          field.setAccessible(true);
          return field;
        }
      }
    }
    throw new NoSuchFieldException(owner.getName() + "." + name);
  }

  /** A public method, of a class that need not be public. Calls of it do not ask who calls. */
  static Method method(Class<?> owner, String name, Class<?>... parameters)
      throws NoSuchMethodException {
    Method method = owner.getMethod(name, parameters);
    method.setAccessible(true);
    return method;
  }

  static Class<?> load(Class<?> neighbour, String name) throws ClassNotFoundException {
    return Class.forName(name, false, neighbour.getClassLoader());
  }
}
