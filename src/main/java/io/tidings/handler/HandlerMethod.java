package io.tidings.handler;

import io.tidings.namespace.Ack;
import io.tidings.namespace.EventRefusedException;
import jakarta.enterprise.inject.spi.DefinitionException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Optional;

/** One annotated method of a handler bean, ready to be called. */
final class HandlerMethod {

  private final HandlerClass owner;
  private final Method method;
  private final List<Parameter> parameters;
  private final Permission permission;
  private final boolean blocking;

  /**
   * @param owner which may have inherited the method
   */
  HandlerMethod(HandlerClass owner, Method method, List<Parameter> parameters) {
    this.owner = owner;
    this.method = method;
    this.parameters = parameters;
    this.permission = Permission.of(method, owner.type());
    this.blocking = !isPromised(owner.type(), method);
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

  /** Whether it may need CDI's request scope. */
  boolean isScoped() {
    return owner.scoped();
  }

  boolean mayBlock() {
    return blocking;
  }

  /** Whether the client's answer is this method's business: what it returns, or what it sends. */
  boolean answers() {
    return !returnsNothing() || List.of(method.getParameterTypes()).contains(Ack.class);
  }

  /** Whether its event is not even answered with nothing. */
  boolean isSilent() {
    return method.isAnnotationPresent(NoAck.class);
  }

  boolean returnsNothing() {
    return method.getReturnType() == void.class;
  }

  /** The methods of its class for what it throws. */
  ErrorMethods errors() {
    return owner.errors();
  }

  /** Which argument of the client is not valid, in words for it; empty for any other failure. */
  Optional<String> violation(Throwable failure) {
    return Violation.of(failure, method, parameters);
  }

  Permission permission() {
    return permission;
  }

  /**
   * @throws EventRefusedException unless the client may call it
   */
  void permit(Call call) {
    if (!permission.allows(call.socket().handshake())) {
      throw new EventRefusedException("forbidden");
    }
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
   * @throws HandlerException with what the method threw: an error too, which must not end a thread
   *     that serves others, nor leave the client waiting
   */
  Object call(Call call) {
    Object[] values = bind(call);
    try {
      return method.invoke(owner.bean().get(), values);
    } catch (InvocationTargetException e) {
      throw new HandlerException(e.getCause());
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
}
