package io.tidings.handler;

import io.tidings.namespace.Socket;
import io.tidings.packet.Arguments;

/**
 * A CDI bean that sees each event from a client before its handlers do, also one that has none.
 * Filters are called in the order of their {@link jakarta.annotation.Priority}, the lowest first,
 * those without one last; with {@link ForNamespaces} for some namespaces only. A class with {@link
 * NonBlocking} promises not to block.
 *
 * <pre>{@code
 * @ApplicationScoped
 * public class Muted implements EventFilter {
 *   @Override
 *   public Arguments filter(Socket socket, String event, Arguments arguments) {
 *     if (socket.data().get("muted", Boolean.class).orElse(false)) {
 *       throw new EventRefusedException("muted");
 *     }
 *     return arguments;
 *   }
 * }
 * }</pre>
 */
@FunctionalInterface
public interface EventFilter {

  /**
   * Lets an event pass by returning.
   *
   * @return the arguments for the next filter and the handlers, changed or not
   * @throws io.tidings.namespace.EventRefusedException to refuse it: no handler sees it, and the
   *     client reads why where it asked for an answer
   */
  Arguments filter(Socket socket, String event, Arguments arguments);
}
