package io.tidings.handler;

import io.tidings.namespace.Handshake;

/**
 * A CDI bean that sees each request that would open a connection, before there is one: what
 * socket.io calls {@code allowRequest}. Filters are called in the order of their {@link
 * jakarta.annotation.Priority}, the lowest first, those without one last, on a thread of the server
 * where they may block.
 *
 * <pre>{@code
 * @ApplicationScoped
 * public class OnlyOurApps implements RequestFilter {
 *   @Override
 *   public void filter(Handshake handshake) {
 *     if (handshake.query("app").isEmpty()) {
 *       throw new ConnectionRefusedException("which app?");
 *     }
 *   }
 * }
 * }</pre>
 */
@FunctionalInterface
public interface RequestFilter {

  /**
   * Lets a client open a connection by returning.
   *
   * @param handshake what the request has; {@code auth} is empty, since a client sends that to each
   *     namespace later
   * @throws io.tidings.namespace.ConnectionRefusedException to refuse it: the request is answered
   *     403, with the message; its data is not sent
   */
  void filter(Handshake handshake);
}
