package io.tidings.drain;

import java.lang.System.Logger.Level;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * SIGTERM, before the JVM acts on it. A shutdown hook, or the end of the application, would come
 * too late: the server stops serving in the same moment, and answers its clients 503 and 500.
 *
 * <p>The class of the JDK for this is unsupported, so it is looked up; where it is missing, or the
 * JVM keeps its signals to itself ({@code -Xrs}), nothing is taken.
 */
final class TermSignal implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(TermSignal.class.getName());

  private final Object signal;
  private final Method install;
  private final Object handler;
  private final Object before;
  private volatile Action action;

  /** What to do first. */
  interface Action {

    /**
     * Called on a thread of its own for each signal.
     *
     * @return whether what came before is to act now: the JVM, which ends
     */
    boolean term();
  }

  private TermSignal(Action action) throws ReflectiveOperationException {
    this.action = action;
    Class<?> signalType = Class.forName("sun.misc.Signal");
    Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
    signal = signalType.getConstructor(String.class).newInstance("TERM");
    install = signalType.getMethod("handle", signalType, handlerType);
    Method handle = handlerType.getMethod("handle", signalType);
    handler =
        Proxy.newProxyInstance(
            TermSignal.class.getClassLoader(),
            new Class<?>[] {handlerType},
            (proxy, method, arguments) -> called(proxy, method, arguments, handle));
    before = install.invoke(null, signal, handler);
  }

  /** Null where it cannot be done. */
  static TermSignal take(Action action) {
    try {
      return new TermSignal(action);
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      LOG.log(Level.INFO, "SIGTERM is the server''s alone, and nothing is drained: {0}", e);
      return null;
    }
  }

  private Object called(Object proxy, Method method, Object[] arguments, Method handle)
      throws Throwable {
    if (!method.equals(handle)) {
      return switch (method.getName()) {
        case "equals" -> proxy == arguments[0];
        case "hashCode" -> System.identityHashCode(proxy);
        default -> "SIGTERM of Tidings";
      };
    }
    try {
      if (action.term()) {
        handle.invoke(before, arguments[0]);
      }
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
    return null;
  }

  /** Gives it back. Should somebody have taken it since, we only pass it on from now on. */
  @Override
  public void close() {
    action = () -> true;
    try {
      Object last = install.invoke(null, signal, before);
      if (last != handler) {
        install.invoke(null, signal, last);
      }
    } catch (ReflectiveOperationException e) {
      LOG.log(Level.WARNING, "SIGTERM is not given back", e);
    }
  }
}
