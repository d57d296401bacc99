package io.tidings.handler;

import io.tidings.handler.Signature.Kind;
import io.tidings.namespace.ConnectionRefusedException;
import io.tidings.namespace.EventHandler;
import io.tidings.namespace.EventHandlers;
import io.tidings.namespace.Handshake;
import io.tidings.packet.ArgumentMapper;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The handlers of each namespace. The main namespace is always there, as clients expect it. */
final class HandlerRegistry implements EventHandlers {

  private static final String MAIN = "/";

  private final Surroundings surroundings;
  private final Map<String, NamespaceHandler> handlers = new HashMap<>();

  /** In the order in which they are asked whether a name fits. */
  private final Map<NamespacePattern, NamespaceHandler> patterns = new TreeMap<>();

  private final Set<String> roles = new HashSet<>();

  /** Without filters and without CDI. */
  HandlerRegistry(ArgumentMapper mapper) {
    this(Surroundings.of(mapper));
  }

  HandlerRegistry(Surroundings surroundings) {
    this.surroundings = surroundings;
    add(NamespacePattern.parse(MAIN));
  }

  @Override
  public Optional<EventHandler> find(String namespace) {
    NamespaceHandler named = handlers.get(namespace);
    if (named != null || patterns.isEmpty()) {
      return Optional.ofNullable(named);
    }
    for (Map.Entry<NamespacePattern, NamespaceHandler> each : patterns.entrySet()) {
      if (each.getKey().fits(namespace)) {
        return Optional.of(each.getValue());
      }
    }
    return Optional.empty();
  }

  @Override
  public void admit(Handshake handshake) {
    if (surroundings.requests().isEmpty()) {
      return;
    }
    try {
      surroundings
          .scope()
          .run(() -> surroundings.requests().forEach(each -> each.bean().get().filter(handshake)));
    } catch (ConnectionRefusedException e) {
      throw e;
    } catch (RuntimeException e) {
      Failures.unexpected(e);
      throw new ConnectionRefusedException(Failures.INTERNAL);
    }
  }

  @Override
  public Set<String> roles() {
    return Set.copyOf(roles);
  }

  /** Adds the annotated methods of a class that may need CDI's request scope. */
  void add(Class<?> type, Supplier<?> bean) {
    add(type, bean, true);
  }

  /**
   * Adds the annotated methods of a class.
   *
   * @param bean what to call them on
   * @param scoped whether it may need CDI's request scope
   * @throws jakarta.enterprise.inject.spi.DefinitionException for a signature or a name that is not
   *     allowed
   */
  void add(Class<?> type, Supplier<?> bean, boolean scoped) {
    NamespacePattern namespace = Names.namespace(type);
    HandlerClass owner = new HandlerClass(type, bean, scoped, namespace, new ErrorMethods());
    NamespaceHandler handler = handler(namespace);
    Set<List<Object>> added = new HashSet<>();
    for (Class<?> c = type; c != Object.class; c = c.getSuperclass()) {
      for (Method method : c.getDeclaredMethods()) {
        // Called on the bean, a method that was overridden is the overriding one once more.
        if (isHandler(method) && added.add(signature(method))) {
          add(handler, owner, method);
        }
      }
    }
  }

  /** Adds a namespace, which needs no methods. */
  final void add(NamespacePattern namespace) {
    handler(namespace);
  }

  private NamespaceHandler handler(NamespacePattern namespace) {
    Surroundings here = surroundings.of(namespace);
    return namespace.isName()
        ? handlers.computeIfAbsent(namespace.shape(), n -> new NamespaceHandler(here))
        : patterns.computeIfAbsent(namespace, n -> new NamespaceHandler(here));
  }

  private static boolean isHandler(Method method) {
    boolean annotated = false;
    for (Kind kind : Kind.values()) {
      annotated |= method.isAnnotationPresent(kind.annotation);
    }
    return annotated && !method.isBridge() && !method.isSynthetic();
  }

  private static List<Object> signature(Method method) {
    return List.of(method.getName(), List.of(method.getParameterTypes()));
  }

  private void add(NamespaceHandler handler, HandlerClass owner, Method method) {
    if (is(method, OnConnect.class)) {
      handler.addConnect(checked(owner, method, Kind.CONNECT));
    }
    if (is(method, OnDisconnect.class)) {
      handler.addDisconnect(checked(owner, method, Kind.DISCONNECT));
    }
    if (is(method, OnEvent.class)) {
      String event = Names.event(method);
      handler.addEvent(event, checked(owner, method, Kind.EVENT));
    }
    if (is(method, OnServerEvent.class)) {
      String event = Names.serverEvent(method);
      handler.addServerEvent(event, checked(owner, method, Kind.SERVER_EVENT));
    }
    if (is(method, OnError.class)) {
      HandlerMethod checked = checked(owner, method, Kind.ERROR);
      owner.errors().add(Signature.failure(method), checked);
    }
  }

  private static boolean is(Method method, Class<? extends Annotation> kind) {
    return method.isAnnotationPresent(kind);
  }

  private HandlerMethod checked(HandlerClass owner, Method method, Kind kind) {
    HandlerMethod checked =
        new HandlerMethod(owner, method, Signature.of(method, kind, owner.namespace()));
    roles.addAll(checked.permission().roles());
    return checked;
  }
}
