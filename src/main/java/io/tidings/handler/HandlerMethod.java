package io.tidings.handler;

import io.tidings.namespace.Ack;
import jakarta.enterprise.inject.spi.DefinitionException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.function.Supplier;

/** One annotated method of a handler bean, ready to be called. */
final class HandlerMethod {

  private final Method method;
  private final Supplier<?> bean;
  private final List<Parameter> parameters;
  private final boolean blocking;

  /**
   * @param type of the bean, which may have inherited the method
   * @param bean the instance to call, interceptors included
   */
  HandlerMethod(Class<?> type, Method method, Supplier<?> bean, List<Parameter> parameters) {
    this.method = method;
    this.bean = bean;
    this.parameters = parameters;
    this.blocking = !isPromised(type, method);
    if (!method.trySetAccessible()) {
      throw new DefinitionException(method + " is not accessible");
    }
  }

  private static boolean isPromised(Class<?> type, Method method) {
    boolean promised = method.isAnnotationPresent(NonBlocking.class);
    Class<?> end = method.getDeclaringClass().getSuperclass();
    for (Class<?> c = type; !promised && c != end; c = c.getSuperclass()) {
      promised = c.isAnnotationPresent(NonBlocking.class);
    }
    return promised;
  }

  boolean mayBlock() {
    return blocking;
  }

  /** Whether the client's answer is this method's business: what it returns, or what it sends. */
  boolean answers() {
    return !returnsNothing() || List.of(method.getParameterTypes()).contains(Ack.class);
  }

  boolean returnsNothing() {
    return method.getReturnType() == void.class;
  }

  /** How messages name it. */
  @Override
  public String toString() {
    return Signature.name(method);
  }

  /**
   * Calls the method.
   *
   * @throws BadArgumentException when an argument of the client does not fit
   * @throws HandlerException when the method threw a checked exception or an error
   */
  Object call(Call call) {
    Object[] values = bind(call);
    try {
      return method.invoke(bean.get(), values);
    } catch (InvocationTargetException e) {
      throw unwrapped(e.getCause());
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  private Object[] bind(Call call) {
    Object[] values = new Object[parameters.size()];
    try {
      for (int i = 0; i < values.length; i++) {
        values[i] = parameters.get(i).value(call);
      }
    } catch (IllegalArgumentException e) {
      throw new BadArgumentException(e);
    }
    return values;
  }

  /** An error too: it must not end a thread that serves others, nor leave the client waiting. */
  private static RuntimeException unwrapped(Throwable cause) {
    return cause instanceof RuntimeException e ? e : new HandlerException(cause);
  }
}
