package io.tidings.transport;

import io.tidings.access.Limit;
import io.tidings.access.Limits;
import io.tidings.config.CorsConfig;
import io.tidings.config.EngineConfig;
import io.tidings.engine.Engine;
import io.tidings.engine.HandshakeRequest;
import io.tidings.engine.Session;
import io.tidings.engine.TransportName;
import io.tidings.transport.DisconnectMonitor.Watch;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/**
 * The one door to an engine: it checks every request, serves polling and begins WebSockets. Mount
 * it at {@code /socket.io/*}, with support for asynchronous requests.
 */
public final class EngineServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;

  /** They never wait for a client. */
  private static final int ANSWER_THREADS = 2;

  /** Seconds after which who found no other instance may ask again. */
  private static final String RETRY_AFTER = "1";

  /** Seconds after which who found a limit reached may ask again. */
  static final String RETRY_AFTER_LIMIT = "5";

  private static final String OCTETS = "application/octet-stream";

  private final transient Engine engine;
  private final transient EngineConfig config;
  private final transient OriginPolicy origins;
  private final transient OffsetPolicy offsets;
  private final transient Limits limits;
  private final transient WebSocketUpgrade webSockets;
  private final transient RemoteSessions elsewhere;
  private final transient DisconnectMonitor disconnects = new DisconnectMonitor();
  private final transient ExecutorService answers =
      Executors.newFixedThreadPool(ANSWER_THREADS, EngineServlet::answerThread);

  EngineServlet(
      Engine engine,
      CorsConfig cors,
      OffsetPolicy offsets,
      Limits limits,
      WebSocketUpgrade webSockets,
      RemoteSessions elsewhere) {
    this.engine = engine;
    this.config = engine.config();
    this.origins = new OriginPolicy(cors);
    this.offsets = offsets;
    this.limits = limits;
    this.webSockets = webSockets;
    this.elsewhere = elsewhere;
  }

  private static final int UPGRADE_REQUIRED = 426;

  private static Thread answerThread(Runnable task) {
    Thread thread = new Thread(task, "tidings-polling");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String path = request.getPathInfo();
    if (path != null && !path.equals("/")) {
      response.setStatus(HttpServletResponse.SC_NOT_FOUND);
      return;
    }
    if (!origins.allows(request)) {
      refuse(response, EngineError.BAD_REQUEST);
    } else if (isUpgrade(request) && WebSocketHandshake.fault(request).isPresent()) {
      response.setHeader("Connection", "close");
      refuse(response, EngineError.BAD_REQUEST);
    } else if (isUpgrade(request) && WebSocketHandshake.isOtherVersion(request)) {
      response.setHeader("Sec-WebSocket-Version", WebSocketHandshake.VERSION);
      refuse(response, EngineError.BAD_REQUEST, UPGRADE_REQUIRED);
    } else if (OriginPolicy.isPreflight(request)) {
      origins.answerPreflight(request, response);
    } else {
      origins.addHeaders(request, response);
      route(request, response);
    }
  }

  @Override
  public void destroy() {
    webSockets.close();
    disconnects.close();
    answers.shutdown();
  }

  private void route(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Map<String, String> query = ClientRequests.query(request);
    Optional<TransportName> transport =
        Optional.ofNullable(query.get("transport"))
            .filter(config.transports()::contains)
            .flatMap(TransportName::of);
    if (transport.isEmpty()) {
      refuse(response, EngineError.TRANSPORT_UNKNOWN);
    } else if (query.containsKey("sid")) {
      resume(request, response, transport.get(), query.get("sid"));
    } else {
      open(request, response, transport.get(), query);
    }
  }

  private static boolean fits(HttpServletRequest request, TransportName transport) {
    return isUpgrade(request) == (transport == TransportName.WEBSOCKET);
  }

  static boolean isUpgrade(HttpServletRequest request) {
    return WebSocketHandshake.isMeant(request);
  }

  private void open(
      HttpServletRequest request,
      HttpServletResponse response,
      TransportName transport,
      Map<String, String> query)
      throws IOException {
    if (!request.getMethod().equals("GET")) {
      refuse(response, EngineError.BAD_HANDSHAKE_METHOD);
    } else if (!fits(request, transport)) {
      refuse(response, EngineError.BAD_REQUEST);
    } else if (!"4".equals(query.get("EIO"))) {
      refuse(response, EngineError.UNSUPPORTED_PROTOCOL_VERSION);
    } else if (engine.isDraining()) {
      sendAway(response);
    } else {
      begin(request, response, transport);
    }
  }

  private void begin(
      HttpServletRequest request, HttpServletResponse response, TransportName transport)
      throws IOException {
    HandshakeRequest handshake =
        ClientRequests.handshake(request, engine.roles(), offsets.isFor(request));
    Optional<Limit> over = limits.refusal(handshake.remoteAddress());
    if (over.isPresent()) {
      response.setHeader("Retry-After", RETRY_AFTER_LIMIT);
      refuse(response, EngineError.over(over.get()));
      return;
    }
    Optional<String> refused = engine.refusal(handshake);
    if (refused.isPresent()) {
      int status = EngineError.FORBIDDEN.status();
      answer(response, EngineError.FORBIDDEN.body(refused.get()), status);
      return;
    }
    Session session = engine.create(handshake);
    config.cookie().ifPresent(name -> response.addCookie(affinity(name, session, request)));
    if (transport == TransportName.WEBSOCKET) {
      webSockets.open(request, response, session, engine);
    } else {
      PollingTransport polling = new PollingTransport(session);
      ServletExchange get = startAsync(request);
      polling.park(get);
      engine.start(session, polling);
      get.leave();
    }
  }

  private static Cookie affinity(String name, Session session, HttpServletRequest request) {
    Cookie cookie = new Cookie(name, session.id());
    cookie.setHttpOnly(true);
    cookie.setSecure(session.request().secure());
    cookie.setPath(request.getContextPath() + "/");
    cookie.setAttribute("SameSite", "Lax");
    return cookie;
  }

  private void resume(
      HttpServletRequest request, HttpServletResponse response, TransportName transport, String sid)
      throws IOException {
    if (isUpgrade(request) && engine.isDraining()) {
      // At another instance the session, whose ever it is, will live on.
      sendAway(response);
      return;
    }
    Optional<Session> session = engine.find(sid);
    if (session.isEmpty() && elsewhere.isElsewhere(sid)) {
      relay(request, response, transport, sid);
    } else if (session.isEmpty()) {
      refuse(response, EngineError.missing(engine.hasLeft(sid)));
    } else if (!fits(request, transport)) {
      refuse(response, EngineError.BAD_REQUEST);
    } else if (transport == TransportName.WEBSOCKET) {
      webSockets.probe(request, response, session.get());
    } else if (session.get().transport() instanceof PollingTransport polling) {
      exchange(request, response, polling);
    } else {
      refuse(response, EngineError.BAD_REQUEST);
    }
  }

  private void exchange(
      HttpServletRequest request, HttpServletResponse response, PollingTransport polling)
      throws IOException {
    if (isPoll(request)) {
      ServletExchange get = startAsync(request);
      polling.poll(get);
      get.leave();
    } else if (isPost(request)) {
      ServletExchange post = startAsync(request);
      polling.post(post);
      post.leave();
    } else if (isBinary(request)) {
      ServletExchange post = startAsync(request);
      polling.postBinary(post);
      post.leave();
    } else {
      refuse(response, EngineError.BAD_REQUEST);
    }
  }

  private static boolean isPoll(HttpServletRequest request) {
    return request.getMethod().equals("GET");
  }

  private static boolean isPost(HttpServletRequest request) {
    return request.getMethod().equals("POST") && !isOctets(request);
  }

  private static boolean isBinary(HttpServletRequest request) {
    return request.getMethod().equals("POST") && isOctets(request);
  }

  private static boolean isOctets(HttpServletRequest request) {
    String type = request.getContentType();
    return type != null && type.regionMatches(true, 0, OCTETS, 0, OCTETS.length());
  }

  private void relay(
      HttpServletRequest request, HttpServletResponse response, TransportName transport, String sid)
      throws IOException {
    if (engine.isDraining() && isPoll(request)) {
      // It would wait here; a POST passes, since who got no answer may not send it again.
      sendAway(response);
      return;
    }
    if (isUpgrade(request)) {
      upgradeElsewhere(request, response, transport, sid);
      return;
    }
    ServletExchange exchange = startAsync(request);
    if (fits(request, transport) && isPoll(request)) {
      elsewhere.get(sid, exchange);
    } else if (fits(request, transport) && isPost(request)) {
      elsewhere.post(sid, exchange);
    } else if (fits(request, transport) && isBinary(request)) {
      elsewhere.postBinary(sid, exchange);
    } else {
      elsewhere.unfit(sid, exchange);
    }
    exchange.leave();
  }

  private void upgradeElsewhere(
      HttpServletRequest request, HttpServletResponse response, TransportName transport, String sid)
      throws IOException {
    Optional<Arrival> arrival =
        fits(request, transport) ? elsewhere.upgrade(sid) : Optional.empty();
    if (arrival.isPresent()) {
      webSockets.arrive(request, response, arrival.get());
    } else {
      refuse(response, EngineError.BAD_REQUEST);
    }
  }

  /** No time-out: the heartbeat ends what waits for a client that is gone. */
  private ServletExchange startAsync(HttpServletRequest request) {
    AsyncContext async = request.startAsync();
    async.setTimeout(0);
    return new ServletExchange(
        async,
        ClientRequests.id(request),
        engine.timer(),
        answers,
        engine.budget(),
        watcher(request));
  }

  /** A GET waits, and its client may disconnect meanwhile. */
  private Function<Runnable, Watch> watcher(HttpServletRequest request) {
    Optional<SocketChannel> channel =
        isPoll(request) ? GrizzlyConnections.channelOf(request) : Optional.empty();
    return whenGone -> channel.map(known -> disconnects.watch(known, whenGone)).orElse(Watch.NONE);
  }

  /** Nothing has happened: a balancer may ask another instance, and is meant to. */
  static void sendAway(HttpServletResponse response) {
    response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
    response.setHeader("Retry-After", RETRY_AFTER);
    response.setHeader("Cache-Control", "no-store");
  }

  static void refuse(HttpServletResponse response, EngineError error) throws IOException {
    refuse(response, error, error.status());
  }

  private static void refuse(HttpServletResponse response, EngineError error, int status)
      throws IOException {
    answer(response, error.body(), status);
  }

  private static void answer(HttpServletResponse response, String json, int status)
      throws IOException {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    response.setStatus(status);
    response.setContentType("application/json");
    response.setContentLength(body.length);
    response.setHeader("Cache-Control", "no-store");
    response.getOutputStream().write(body);
  }
}
