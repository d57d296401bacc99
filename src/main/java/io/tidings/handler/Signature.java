package io.tidings.handler;

import io.tidings.namespace.Ack;
import io.tidings.namespace.DisconnectReason;
import io.tidings.namespace.Handshake;
import io.tidings.namespace.Socket;
import io.tidings.packet.Arguments;
import jakarta.enterprise.inject.spi.DefinitionException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Checks a handler method when the application deploys, and finds out how to call it. */
final class Signature {

  /** The kinds of handler methods, by what they may take and give. */
  enum Kind {
    CONNECT(OnConnect.class, "", Socket.class, Handshake.class),
    DISCONNECT(OnDisconnect.class, "", Socket.class, Handshake.class, DisconnectReason.class),
    EVENT(
        OnEvent.class,
        ", @EventName String and the event's arguments",
        Socket.class,
        Handshake.class,
        Ack.class,
        Arguments.class);

    final Class<? extends Annotation> annotation;
    private final Set<Class<?>> special;
    private final String more;

    Kind(Class<? extends Annotation> annotation, String more, Class<?>... special) {
      this.annotation = annotation;
      this.more = more;
      this.special = Set.of(special);
    }

    private boolean knowsEvents() {
      return this == EVENT;
    }

    private boolean answers() {
      return this == EVENT;
    }

    @Override
    public String toString() {
      return "@" + annotation.getSimpleName();
    }

    private String allowed() {
      Set<String> names = new TreeSet<>();
      special.forEach(type -> names.add(type.getSimpleName()));
      return String.join(", ", names) + more;
    }
  }

  private final Method method;
  private final Kind kind;
  private int arguments;

  private Signature(Method method, Kind kind) {
    this.method = method;
    this.kind = kind;
  }

  /**
   * How to call a method.
   *
   * @throws DefinitionException when its kind of method must not look like this
   */
  static List<Parameter> of(Method method, Kind kind) {
    return new Signature(method, kind).parameters();
  }

  private List<Parameter> parameters() {
    if (Modifier.isPrivate(method.getModifiers()) || Modifier.isStatic(method.getModifiers())) {
      throw refused(method, "a handler method is neither private nor static");
    }
    if (!kind.answers() && method.getReturnType() != void.class) {
      throw refused(method, "a method with " + kind + " returns nothing");
    }
    List<Parameter> parameters = new ArrayList<>();
    for (int i = 0; i < method.getParameterCount(); i++) {
      parameters.add(parameter(i));
    }
    return parameters;
  }

  private Parameter parameter(int index) {
    java.lang.reflect.Parameter declared = method.getParameters()[index];
    if (declared.isAnnotationPresent(EventName.class)) {
      return eventName(declared.getType());
    }
    Parameter special = Parameter.special(declared.getType());
    if (special != null && kind.special.contains(declared.getType())) {
      return special;
    }
    if (special == null && kind == Kind.EVENT) {
      return new Argument(arguments++, declared.getParameterizedType());
    }
    throw noParameter(declared.getType().getSimpleName());
  }

  private Parameter eventName(Class<?> type) {
    if (!kind.knowsEvents() || type != String.class) {
      throw noParameter("@EventName " + type.getSimpleName());
    }
    return Parameter.EVENT_NAME;
  }

  private DefinitionException noParameter(String what) {
    return refused(
        method, what + " is no parameter for " + kind + "; allowed are " + kind.allowed());
  }

  /** How messages name a method. */
  static String name(Method method) {
    return method.getDeclaringClass().getName() + "." + method.getName();
  }

  static DefinitionException refused(Method method, String why) {
    return new DefinitionException(name(method) + ": " + why);
  }
}
