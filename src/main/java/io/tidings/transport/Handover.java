package io.tidings.transport;

import io.tidings.engine.PacketReceiver;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Takes what a servlet wants to do with an upgraded connection to the endpoint that will serve it:
 * first by the thread, which is the same one until the handshake is answered, then by the
 * connection's user properties. A handshake that no servlet began is refused.
 */
final class Handover extends ServerEndpointConfig.Configurator {

  private static final String KEY = Handover.class.getName();

  private final ThreadLocal<Pending> begun = new ThreadLocal<>();
  private final Supplier<WebSocketEndpoint> endpoints;

  Handover(Supplier<WebSocketEndpoint> endpoints) {
    this.endpoints = endpoints;
  }

  /** Runs a handshake with a plan for its connection. */
  <E extends Exception> void during(Handshake<E> handshake, Pending pending) throws E {
    begun.set(pending);
    try {
      handshake.run();
    } finally {
      begun.remove();
    }
  }

  /** The plan for a connection, by the connection's user properties. */
  static Pending take(Map<String, Object> userProperties) {
    return (Pending) userProperties.remove(KEY);
  }

  /** False where the endpoint's own path was asked for, past the servlet and its checks. */
  @Override
  public boolean checkOrigin(String origin) {
    return begun.get() != null;
  }

  @Override
  public void modifyHandshake(
      ServerEndpointConfig config, HandshakeRequest request, HandshakeResponse response) {
    config.getUserProperties().put(KEY, begun.get());
  }

  @Override
  public <T> T getEndpointInstance(Class<T> type) {
    return type.cast(endpoints.get());
  }

  /**
   * What is to become of a connection.
   *
   * @param receiver of what comes over it
   * @param whenOpen what to do with it then
   * @param deafen takes nothing more from the client
   * @param cut ends it without a word
   */
  record Pending(
      PacketReceiver receiver,
      Consumer<WebSocketTransport> whenOpen,
      Runnable deafen,
      Runnable cut) {}

  /** A handshake under way. */
  interface Handshake<E extends Exception> {
    void run() throws E;
  }
}
