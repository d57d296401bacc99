package io.tidings.handler;

import io.tidings.namespace.Ack;
import io.tidings.namespace.ConnectionRefusedException;
import io.tidings.namespace.DisconnectReason;
import io.tidings.namespace.EventRefusedException;
import io.tidings.namespace.Handshake;
import io.tidings.namespace.RemoteSocket;
import io.tidings.namespace.Socket;
import io.tidings.namespace.SocketServer;
import io.tidings.namespace.Sockets;
import io.tidings.packet.Arguments;
import jakarta.enterprise.inject.spi.DefinitionException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

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
        Arguments.class),
    SERVER_EVENT(
        OnServerEvent.class,
        ", @EventName String and the event's arguments",
        Ack.class,
        Arguments.class),
    ERROR(
        OnError.class,
        ", @EventName String and a Throwable or one subtype of it",
        Socket.class,
        Handshake.class);

    final Class<? extends Annotation> annotation;
    private final Set<Class<?>> special;
    private final String more;

    Kind(Class<? extends Annotation> annotation, String more, Class<?>... special) {
      this.annotation = annotation;
      this.more = more;
      this.special = Set.of(special);
    }

    private boolean hasArguments() {
      return this == EVENT || this == SERVER_EVENT;
    }

    private boolean knowsEvents() {
      return hasArguments() || this == ERROR;
    }

    @Override
    public String toString() {
      return "@" + annotation.getSimpleName();
    }

    private String allowed() {
      Set<String> names = new TreeSet<>();
      special.forEach(type -> names.add(type.getSimpleName()));
      return String.join(", ", names) + ", @NamespaceParam String" + more;
    }
  }

  /** What a handler has at hand and nobody could read. */
  private static final Set<Class<?>> UNSENDABLE =
      Set.of(Socket.class, Sockets.class, SocketServer.class, RemoteSocket.class, Ack.class);

  private final Method method;
  private final Kind kind;
  private final NamespacePattern namespace;
  private int arguments;

  private Signature(Method method, Kind kind, NamespacePattern namespace) {
    this.method = method;
    this.kind = kind;
    this.namespace = namespace;
  }

  /**
   * How to call a method.
   *
   * @param namespace of its class
   * @throws DefinitionException when its kind of method must not look like this
   */
  static List<Parameter> of(Method method, Kind kind, NamespacePattern namespace) {
    return new Signature(method, kind, namespace).parameters();
  }

  private List<Parameter> parameters() {
    if (Modifier.isPrivate(method.getModifiers()) || Modifier.isStatic(method.getModifiers())) {
      throw refused(method, "a handler method is neither private nor static");
    }
    if (!kind.knowsEvents() && method.getReturnType() != void.class) {
      throw refused(method, "a method with " + kind + " returns nothing");
    }
    checkAnswer();
    List<Parameter> parameters = new ArrayList<>();
    for (int i = 0; i < method.getParameterCount(); i++) {
      parameters.add(parameter(i));
    }
    return parameters;
  }

  /** One answer at most, and one that can be sent. */
  private void checkAnswer() {
    Class<?> returned = method.getReturnType();
    boolean takesAck = List.of(method.getParameterTypes()).contains(Ack.class);
    if (method.isAnnotationPresent(NoAck.class)
        && (!kind.hasArguments() || takesAck || returned != void.class)) {
      throw refused(
          method, "@NoAck is for @OnEvent and @OnServerEvent that return nothing and take no Ack");
    }
    if (returned == void.class) {
      return;
    }
    if (takesAck) {
      throw refused(
          method,
          "what it returns is its answer already; allowed is either an Ack or a result, not both");
    }
    if (UNSENDABLE.contains(returned)) {
      throw refused(
          method,
          returned.getSimpleName()
              + " is no answer; allowed are a type with a JSON-B form, Arguments, a CompletionStage"
              + " of one of these, or void");
    }
  }

  private Parameter parameter(int index) {
    java.lang.reflect.Parameter declared = method.getParameters()[index];
    if (declared.isAnnotationPresent(EventName.class)) {
      return eventName(declared.getType());
    }
    if (declared.isAnnotationPresent(NamespaceParam.class)) {
      return variable(declared);
    }
    Class<?> type = declared.getType();
    if (kind.special.contains(type)) {
      return Parameter.special(type);
    }
    if (kind == Kind.ERROR && Throwable.class.isAssignableFrom(type)) {
      return Parameter.FAILURE;
    }
    if (kind.hasArguments() && Parameter.special(type) == null) {
      return argument(declared);
    }
    throw noParameter(type.getSimpleName());
  }

  private Parameter argument(java.lang.reflect.Parameter declared) {
    Type type = declared.getParameterizedType();
    JsonTypes.fault(type)
        .ifPresent(
            why -> {
              throw noParameter(JsonTypes.name(type) + " " + why + ", and");
            });
    return declared.isVarArgs()
        ? new RestOfArguments(arguments, declared.getType(), type, isNullable(declared))
        : new Argument(arguments++, type, isNullable(declared));
  }

  /** By the annotation that Jakarta, JSpecify or whoever else calls so. */
  private static boolean isNullable(java.lang.reflect.Parameter declared) {
    return Stream.of(declared.getAnnotations(), declared.getAnnotatedType().getAnnotations())
        .flatMap(Stream::of)
        .anyMatch(each -> each.annotationType().getSimpleName().equals("Nullable"));
  }

  private Parameter variable(java.lang.reflect.Parameter declared) {
    String name = declared.getAnnotation(NamespaceParam.class).value();
    if (declared.getType() != String.class) {
      throw noParameter("@NamespaceParam " + declared.getType().getSimpleName());
    }
    if (!namespace.hasVariable(name)) {
      throw refused(
          method,
          "@NamespaceParam(\""
              + name
              + "\") is no variable of the namespace; allowed are "
              + (namespace.isName() ? "none" : String.join(", ", namespace.variables())));
    }
    return call -> namespace.value(call.namespace(), name);
  }

  /**
   * What a method with {@link OnError} takes.
   *
   * @throws DefinitionException unless that is one type, of what is not a word to the client
   */
  static Class<?> failure(Method method) {
    List<Class<?>> taken =
        Stream.<Class<?>>of(method.getParameterTypes())
            .filter(Throwable.class::isAssignableFrom)
            .toList();
    if (taken.size() != 1) {
      throw refused(
          method,
          "a method with @OnError takes one Throwable; allowed are " + Kind.ERROR.allowed());
    }
    if (taken.get(0) == EventRefusedException.class
        || taken.get(0) == ConnectionRefusedException.class) {
      throw refused(
          method,
          taken.get(0).getSimpleName() + " tells the client something and never gets to @OnError");
    }
    return taken.get(0);
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
