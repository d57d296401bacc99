package io.tidings.handler;

import jakarta.enterprise.inject.spi.DefinitionException;
import java.util.HashMap;
import java.util.Map;

/** The methods of one handler class that are given what its others throw, by what they take. */
final class ErrorMethods {

  private final Map<Class<?>, HandlerMethod> methods = new HashMap<>();

  /**
   * @throws DefinitionException when another one takes the same type
   */
  void add(Class<?> type, HandlerMethod method) {
    HandlerMethod before = methods.putIfAbsent(type, method);
    if (before != null) {
      throw new DefinitionException(
          method + ": " + before + " takes " + type.getSimpleName() + " already; only one may");
    }
  }

  /** The one with the most special type for a failure, or null. */
  HandlerMethod find(Throwable failure) {
    HandlerMethod found = null;
    for (Class<?> c = failure.getClass(); found == null && c != null; c = c.getSuperclass()) {
      found = methods.get(c);
    }
    return found;
  }
}
