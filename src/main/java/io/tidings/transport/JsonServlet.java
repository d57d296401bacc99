package io.tidings.transport;

import io.tidings.access.Limit;
import io.tidings.access.Limits;
import io.tidings.config.CorsConfig;
import io.tidings.engine.Engine;
import io.tidings.engine.HandshakeRequest;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The door for clients that speak JSON over one WebSocket. Behind it is the same engine as behind
 * {@link EngineServlet}, and the same rules say which web pages may come.
 */
final class JsonServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;

  /** What a client says of itself to be let in: for its connect, and not to be kept. */
  private static final Set<String> OF_THE_CONNECT = Set.of("namespace", "auth", "pid", "offset");

  private static final int UPGRADE_REQUIRED = 426;
  private static final int TOO_MANY_REQUESTS = 429;

  private final transient Engine engine;
  private final transient OriginPolicy origins;
  private final transient Limits limits;
  private final transient WebSocketUpgrade webSockets;

  JsonServlet(Engine engine, CorsConfig cors, Limits limits, WebSocketUpgrade webSockets) {
    this.engine = engine;
    this.origins = new OriginPolicy(cors);
    this.limits = limits;
    this.webSockets = webSockets;
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String path = request.getPathInfo();
    if (path != null && !path.equals("/")) {
      response.setStatus(HttpServletResponse.SC_NOT_FOUND);
    } else if (!origins.allows(request)) {
      refuse(response, HttpServletResponse.SC_FORBIDDEN, "Pages of this origin may not connect.");
    } else if (!EngineServlet.isUpgrade(request)) {
      // With this header the server sends no length: only the end of the connection ends the body.
      response.setHeader("Upgrade", "websocket");
      response.setHeader("Connection", "close");
      refuse(response, UPGRADE_REQUIRED, "This is for WebSocket: connect with ws: or wss:.");
    } else if (WebSocketHandshake.fault(request).isPresent()) {
      String fault = WebSocketHandshake.fault(request).get();
      response.setHeader("Connection", "close");
      refuse(response, HttpServletResponse.SC_BAD_REQUEST, fault);
    } else if (WebSocketHandshake.isOtherVersion(request)) {
      response.setHeader("Sec-WebSocket-Version", WebSocketHandshake.VERSION);
      refuse(response, UPGRADE_REQUIRED, "This is for WebSocket of version 13.");
    } else if (engine.isDraining()) {
      EngineServlet.sendAway(response);
    } else {
      open(request, response);
    }
  }

  private void open(HttpServletRequest request, HttpServletResponse response) throws IOException {
    // Beside the arguments its frames have a place for the offset.
    boolean recoverable = OffsetPolicy.wish(request).orElse(true);
    HandshakeRequest handshake = ClientRequests.handshake(request, engine.roles(), recoverable);
    Optional<Limit> over = limits.refusal(handshake.remoteAddress());
    if (over.isPresent()) {
      response.setHeader("Retry-After", EngineServlet.RETRY_AFTER_LIMIT);
      refuse(response, TOO_MANY_REQUESTS, "There are " + over.get().text() + ".");
      return;
    }
    Map<String, String> kept = new HashMap<>(handshake.query());
    kept.keySet().removeAll(OF_THE_CONNECT);
    HandshakeRequest without =
        new HandshakeRequest(
            kept,
            handshake.headers(),
            handshake.remoteAddress(),
            handshake.secure(),
            handshake.caller(),
            recoverable,
            request.getRequestURI());
    Optional<String> refused = engine.refusal(without);
    if (refused.isPresent()) {
      refuse(response, HttpServletResponse.SC_FORBIDDEN, refused.get());
      return;
    }
    JsonReceiver client = new JsonReceiver(engine.create(without), handshake.query());
    webSockets.open(request, response, client, engine);
  }

  static void refuse(HttpServletResponse response, int status, String why) throws IOException {
    byte[] body = (why + "\n").getBytes(StandardCharsets.UTF_8);
    response.setStatus(status);
    response.setContentType("text/plain; charset=UTF-8");
    response.setContentLength(body.length);
    response.setHeader("Cache-Control", "no-store");
    response.getOutputStream().write(body);
  }

  @Override
  public void destroy() {
    webSockets.close();
  }
}
