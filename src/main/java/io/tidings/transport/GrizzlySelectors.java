package io.tidings.transport;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** The threads of Grizzly that notice what comes, and read WebSockets. */
final class GrizzlySelectors {

  private static final String HANDLER = "org.glassfish.grizzly.nio.SelectorHandler";

  private GrizzlySelectors() {}

  /** Ways to have a task run by each of them; empty where they cannot be found. */
  static List<Consumer<Runnable>> of(Object transport) {
    try {
      Class<?> type = transport.getClass();
      Object handler = Inside.method(type, "getSelectorHandler").invoke(transport);
      Class<?> task = Inside.load(type, HANDLER + "$Task");
      Method enqueue =
          Inside.method(
              Inside.load(type, HANDLER),
              "enque",
              Inside.load(type, "org.glassfish.grizzly.nio.SelectorRunner"),
              task,
              Inside.load(type, "org.glassfish.grizzly.CompletionHandler"));
      Object[] runners = (Object[]) Inside.field(type, "selectorRunners").get(transport);
      return Arrays.stream(runners).map(runner -> way(handler, enqueue, runner, task)).toList();
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      return List.of();
    }
  }

  private static Consumer<Runnable> way(
      Object handler, Method enqueue, Object runner, Class<?> task) {
    return action -> {
      Object wrapped =
          Proxy.newProxyInstance(
              task.getClassLoader(),
              new Class<?>[] {task},
              (proxy, method, arguments) -> run(action, proxy, method, arguments));
      try {
        enqueue.invoke(handler, runner, wrapped, null);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    };
  }

  private static Object run(Runnable action, Object proxy, Method method, Object[] arguments) {
    return switch (method.getName()) {
      case "run" -> {
        action.run();
        yield true;
      }
      case "equals" -> proxy == arguments[0];
      case "hashCode" -> System.identityHashCode(proxy);
      default -> "probe";
    };
  }
}
