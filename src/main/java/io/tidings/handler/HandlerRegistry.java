package io.tidings.handler;

import io.tidings.handler.Signature.Kind;
import io.tidings.namespace.EventHandler;
import io.tidings.namespace.EventHandlers;
import io.tidings.packet.ArgumentMapper;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** The handlers of each namespace. The main namespace is always there, as clients expect it. */
final class HandlerRegistry implements EventHandlers {

  private static final String MAIN = "/";

  private final ArgumentMapper mapper;
  private final Map<String, NamespaceHandler> handlers = new HashMap<>();

  HandlerRegistry(ArgumentMapper mapper) {
    this.mapper = mapper;
    handlers.put(MAIN, new NamespaceHandler(mapper));
  }

  @Override
  public Optional<EventHandler> find(String namespace) {
    return Optional.ofNullable(handlers.get(namespace));
  }

  /**
   * Adds the annotated methods of a class.
   *
   * @param bean what to call them on
   * @throws jakarta.enterprise.inject.spi.DefinitionException for a signature or a name that is not
   *     allowed
   */
  void add(Class<?> type, Supplier<?> bean) {
    String name = Names.namespace(type);
    NamespaceHandler handler = handlers.computeIfAbsent(name, n -> new NamespaceHandler(mapper));
    Set<List<Object>> added = new HashSet<>();
    for (Class<?> c = type; c != Object.class; c = c.getSuperclass()) {
      for (Method method : c.getDeclaredMethods()) {
        // Called on the bean, a method that was overridden is the overriding one once more.
        if (isHandler(method) && added.add(signature(method))) {
          add(handler, type, method, bean);
        }
      }
    }
  }

  private static boolean isHandler(Method method) {
    boolean annotated =
        method.isAnnotationPresent(OnConnect.class)
            || method.isAnnotationPresent(OnDisconnect.class)
            || method.isAnnotationPresent(OnEvent.class);
    return annotated && !method.isBridge() && !method.isSynthetic();
  }

  private static List<Object> signature(Method method) {
    return List.of(method.getName(), List.of(method.getParameterTypes()));
  }

  private static void add(
      NamespaceHandler handler, Class<?> type, Method method, Supplier<?> bean) {
    if (method.isAnnotationPresent(OnConnect.class)) {
      handler.addConnect(new HandlerMethod(type, method, bean, Signature.of(method, Kind.CONNECT)));
    }
    if (method.isAnnotationPresent(OnDisconnect.class)) {
      handler.addDisconnect(
          new HandlerMethod(type, method, bean, Signature.of(method, Kind.DISCONNECT)));
    }
    if (method.isAnnotationPresent(OnEvent.class)) {
      String event = Names.event(method);
      handler.addEvent(
          event, new HandlerMethod(type, method, bean, Signature.of(method, Kind.EVENT)));
    }
  }
}
