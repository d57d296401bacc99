package io.tidings.handler;

import io.tidings.packet.EventNames;
import io.tidings.packet.SocketPacketDecoder;
import jakarta.enterprise.inject.spi.DefinitionException;
import java.lang.reflect.Method;
import java.util.TreeSet;

/** Reads the names that handlers are given to, and refuses those that no client could ever use. */
final class Names {

  private static final String NAMESPACES =
      "a slash and what follows it, without comma, question mark or number sign, at most "
          + SocketPacketDecoder.MAX_NAMESPACE
          + " characters, with up to three variables such as {id}, not side by side";

  private static final String EVENTS =
      "any name but the empty one and "
          + String.join(", ", new TreeSet<>(EventNames.RESERVED))
          + ", which clients keep for themselves";

  private Names() {}

  /**
   * The namespaces of a handler class.
   *
   * @throws DefinitionException when no client could join it
   */
  static NamespacePattern namespace(Class<?> type) {
    return namespace(type.getName() + ": @Namespace", type.getAnnotation(Namespace.class).value());
  }

  /**
   * Some namespaces.
   *
   * @param what names them, to begin the message with
   * @throws DefinitionException when no client could join them
   */
  static NamespacePattern namespace(String what, String name) {
    // A packet's namespace ends at its comma, and clients cut an address at its query or fragment.
    if (!name.matches("/[^,?#]*") || name.length() > SocketPacketDecoder.MAX_NAMESPACE) {
      throw refused(what, name, NAMESPACES);
    }
    try {
      return NamespacePattern.parse(name);
    } catch (IllegalArgumentException e) {
      throw refused(what, name, NAMESPACES);
    }
  }

  /**
   * The event of a method with {@link OnEvent}.
   *
   * @throws DefinitionException when no client could emit it
   */
  static String event(Method method) {
    String name = method.getAnnotation(OnEvent.class).value();
    if (name.isEmpty() || EventNames.isReserved(name)) {
      throw refused(Signature.name(method) + ": @OnEvent", name, EVENTS);
    }
    return name;
  }

  /**
   * The event of a method with {@link OnServerEvent}.
   *
   * @throws DefinitionException when it is empty
   */
  static String serverEvent(Method method) {
    String name = method.getAnnotation(OnServerEvent.class).value();
    if (name.isEmpty()) {
      throw refused(
          Signature.name(method) + ": @OnServerEvent", name, "any name but the empty one");
    }
    return name;
  }

  private static DefinitionException refused(String what, String value, String allowed) {
    return new DefinitionException(what + " is \"" + value + "\"; allowed is " + allowed);
  }
}
