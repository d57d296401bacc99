package io.tidings.handler;

import io.tidings.namespace.Ack;
import io.tidings.namespace.DisconnectReason;
import io.tidings.namespace.Handshake;
import io.tidings.namespace.Socket;
import io.tidings.packet.Arguments;
import jakarta.enterprise.inject.spi.DefinitionException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Checks a handler method when the application deploys, and finds out how to call it. */
final class Signature {

  private static final Set<Class<?>> ON_CONNECT = Set.of(Socket.class, Handshake.class);
  private static final Set<Class<?>> ON_DISCONNECT =
      Set.of(Socket.class, Handshake.class, DisconnectReason.class);
  private static final Set<Class<?>> ON_EVENT =
      Set.of(Socket.class, Handshake.class, Ack.class, Arguments.class);

  private Signature() {}

  static List<Parameter> onConnect(Method method) {
    return fixed(method, OnConnect.class, ON_CONNECT);
  }

  static List<Parameter> onDisconnect(Method method) {
    return fixed(method, OnDisconnect.class, ON_DISCONNECT);
  }

  private static List<Parameter> fixed(Method method, Class<?> annotation, Set<Class<?>> allowed) {
    checkModifiers(method);
    if (method.getReturnType() != void.class) {
      throw refused(method, "a method with @" + annotation.getSimpleName() + " returns nothing");
    }
    List<Parameter> parameters = new ArrayList<>();
    for (Class<?> type : method.getParameterTypes()) {
      if (!allowed.contains(type)) {
        throw refused(
            method,
            type.getSimpleName()
                + " is no parameter for @"
                + annotation.getSimpleName()
                + "; allowed are "
                + names(allowed));
      }
      parameters.add(Parameter.special(type));
    }
    return parameters;
  }

  static List<Parameter> onEvent(Method method) {
    checkModifiers(method);
    List<Parameter> parameters = new ArrayList<>();
    int arguments = 0;
    for (int i = 0; i < method.getParameterCount(); i++) {
      Class<?> type = method.getParameterTypes()[i];
      if (type == DisconnectReason.class) {
        throw refused(
            method,
            "DisconnectReason is no parameter for @OnEvent; allowed are "
                + names(ON_EVENT)
                + " and the event's arguments");
      }
      Parameter special = Parameter.special(type);
      if (special == null) {
        special = Parameter.argument(arguments++, method.getGenericParameterTypes()[i]);
      }
      parameters.add(special);
    }
    return parameters;
  }

  private static void checkModifiers(Method method) {
    if (Modifier.isPrivate(method.getModifiers()) || Modifier.isStatic(method.getModifiers())) {
      throw refused(method, "a handler method is neither private nor static");
    }
  }

  /** How messages name a method. */
  static String name(Method method) {
    return method.getDeclaringClass().getName() + "." + method.getName();
  }

  private static String names(Set<Class<?>> types) {
    return String.join(", ", types.stream().map(Class::getSimpleName).sorted().toList());
  }

  static DefinitionException refused(Method method, String why) {
    return new DefinitionException(name(method) + ": " + why);
  }
}
