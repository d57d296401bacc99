package io.tidings.transport;

import io.tidings.engine.CloseReason;
import io.tidings.engine.Engine;
import io.tidings.engine.PacketReceiver;
import io.tidings.engine.Session;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Turns requests of a servlet into WebSockets. The servlet has checked them before: the endpoint
 * cannot be reached in any other way.
 */
public final class WebSocketUpgrade implements AutoCloseable {

  private final ServerContainer server;
  private final SocketContainer container;
  private final GrizzlyConnections grizzly;
  private final Handover handover;
  private final ServerEndpointConfig endpoint;

  /**
   * Registers the endpoint; once for each path, while the application starts.
   *
   * @param path of the servlet, such as {@code /socket.io/}
   * @param maxPayload bytes of a message; a client that sends more is disconnected
   * @param fast whether to take short ways through the server where it is one that is known
   * @throws IllegalStateException when the container serves no WebSockets
   */
  public WebSocketUpgrade(ServletContext context, String path, int maxPayload, boolean fast) {
    this(context, path, maxPayload, fast, UnaryOperator.identity(), List.of());
  }

  private WebSocketUpgrade(
      ServletContext context,
      String path,
      int maxPayload,
      boolean fast,
      UnaryOperator<SocketContainer> dialect,
      List<String> subprotocols) {
    server = (ServerContainer) context.getAttribute(ServerContainer.class.getName());
    if (server == null) {
      throw new IllegalStateException("This container has no jakarta.websocket ServerContainer");
    }
    boolean known = KnownServer.runsUs(context.getServerInfo());
    grizzly = new GrizzlyConnections(known && fast);
    container = dialect.apply(SocketContainers.find(server, maxPayload, known, fast));
    handover = new Handover(() -> new WebSocketEndpoint(container, maxPayload));
    endpoint =
        ServerEndpointConfig.Builder.create(WebSocketEndpoint.class, endpointPath(path))
            .configurator(handover)
            .subprotocols(subprotocols)
            .build();
    try {
      server.addEndpoint(endpoint);
    } catch (DeploymentException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The same for an endpoint whose frames are JSON; a client may name their protocol. */
  static WebSocketUpgrade json(ServletContext context, String path, int maxPayload, boolean fast) {
    return new WebSocketUpgrade(
        context, path, maxPayload, fast, JsonContainer::new, List.of(JsonContainer.SUBPROTOCOL));
  }

  /** A path of its own: on the servlet's own, the container would take the request itself. */
  private static String endpointPath(String servletPath) {
    return servletPath + (servletPath.endsWith("/") ? "" : "/") + ".websocket";
  }

  /** Answers a request with a handshake; the session starts on the connection when it is open. */
  void open(
      HttpServletRequest request, HttpServletResponse response, Session session, Engine engine)
      throws IOException {
    upgrade(request, response, session, transport -> engine.start(session, transport));
  }

  /** The same for a client that speaks JSON. */
  void open(
      HttpServletRequest request, HttpServletResponse response, JsonReceiver client, Engine engine)
      throws IOException {
    upgrade(request, response, client, transport -> client.start(transport, engine));
  }

  /** Answers a request with a handshake; the session may move to the connection when it is open. */
  void probe(HttpServletRequest request, HttpServletResponse response, Session session)
      throws IOException {
    upgrade(request, response, session, transport -> probe(session, transport));
  }

  private static void probe(Session session, WebSocketTransport transport) {
    if (!session.probe(transport)) {
      transport.close(CloseReason.TRANSPORT_ERROR);
    }
  }

  /** Answers a request with a handshake; a session of another instance may move here. */
  void arrive(HttpServletRequest request, HttpServletResponse response, Arrival arrival)
      throws IOException {
    upgrade(request, response, arrival, arrival::opened);
  }

  private void upgrade(
      HttpServletRequest request,
      HttpServletResponse response,
      PacketReceiver receiver,
      Consumer<WebSocketTransport> whenOpen)
      throws IOException {
    Object connection = grizzly.find(request);
    Handover.Pending pending =
        new Handover.Pending(
            receiver,
            whenOpen,
            () -> GrizzlyConnections.deafen(connection),
            () -> GrizzlyConnections.cut(connection));
    UpgradeRequest.uncover(request);
    try {
      handover.<Exception>during(
          () -> server.upgradeHttpToWebSocket(request, response, endpoint, Map.of()), pending);
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("The container cannot upgrade this request", e);
    }
    if (response.getStatus() == HttpServletResponse.SC_SWITCHING_PROTOCOLS) {
      grizzly.tune(connection);
    }
  }

  boolean writesFast() {
    return container.writesFast();
  }

  void whenReadFast(Consumer<List<Consumer<Runnable>>> watch) {
    grizzly.whenInstalled(watch);
  }

  boolean readsFast() {
    return grizzly.isInstalled();
  }

  @Override
  public void close() {
    grizzly.close();
  }
}
