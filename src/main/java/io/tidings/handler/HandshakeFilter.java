package io.tidings.handler;

import io.tidings.namespace.Socket;

/**
 * A CDI bean that sees each connect to a namespace, before the methods with {@link OnConnect}.
 * Filters are called in the order of their {@link jakarta.annotation.Priority}, the lowest first,
 * those without one last; with {@link ForNamespaces} for some namespaces only. A class with {@link
 * NonBlocking} promises not to block.
 *
 * <pre>{@code
 * @ApplicationScoped
 * @Priority(10)
 * public class OnlyBySecureConnection implements HandshakeFilter {
 *   @Override
 *   public void filter(Socket socket) {
 *     if (!socket.handshake().secure()) {
 *       throw new ConnectionRefusedException("TLS only");
 *     }
 *   }
 * }
 * }</pre>
 */
@FunctionalInterface
public interface HandshakeFilter {

  /**
   * Lets a client in by returning.
   *
   * @param socket its namespace and {@code handshake()} say who wants what; nothing it is sent
   *     arrives unless it is let in
   * @throws io.tidings.namespace.ConnectionRefusedException to refuse it
   */
  void filter(Socket socket);
}
