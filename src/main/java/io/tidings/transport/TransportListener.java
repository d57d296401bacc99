package io.tidings.transport;

import io.tidings.access.Gate;
import io.tidings.access.Limits;
import io.tidings.access.Visitor;
import io.tidings.config.CorsConfig;
import io.tidings.config.InstanceConfig;
import io.tidings.config.Offsets;
import io.tidings.config.OutboxConfig;
import io.tidings.config.PartsConfig;
import io.tidings.config.RecoveryConfig;
import io.tidings.config.WebSocketConfig;
import io.tidings.engine.Engine;
import io.tidings.engine.SessionMoves;
import io.tidings.engine.TransportName;
import io.tidings.relay.Relay;
import jakarta.inject.Inject;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.annotation.WebListener;
import java.util.EnumSet;

/**
 * Mounts the engine at {@code /socket.io/} and {@code /ws}, and the event streams at {@code
 * /api/events}, when the application starts.
 */
@WebListener
public class TransportListener implements ServletContextListener {

  static final String PATH = "/socket.io";
  private static final String API = "/api/*";
  private static final String JSON_PATH = "/ws";
  private static final String HEALTH = "/health/*";
  private static final String EVENTS = "/api/events";

  @Inject private Engine engine;
  @Inject private CorsConfig cors;
  @Inject private RecoveryConfig recovery;
  @Inject private Limits limits;
  @Inject private Gate gate;
  @Inject private Visitor visitor;
  @Inject private RequestBody body;
  @Inject private PartsConfig parts;
  @Inject private InstanceConfig instance;
  @Inject private Relay relay;
  @Inject private SessionMoves moves;
  @Inject private Doorway doorway;
  @Inject private OutboxConfig outbox;
  @Inject private StreamSource source;
  @Inject private EventStreams streams;
  @Inject private FastPath fastPath;
  @Inject private WebSocketConfig webSocket;

  @Override
  public void contextInitialized(ServletContextEvent event) {
    gate.announce();
    Moving moving = new Moving(engine, moves, relay);
    relay.serve(SessionRelay.SUBJECT, new RelayedPolling(engine, relay));
    relay.serve(Moving.SUBJECT, moving);
    SessionRelay elsewhere =
        new SessionRelay(relay, instance.id(), engine.config(), moving, engine.budget());
    doorway.whenNarrowed(elsewhere::release);
    FilterRegistration.Dynamic door =
        event.getServletContext().addFilter("doorway", new DoorwayFilter(doorway, engine));
    door.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
    door.setAsyncSupported(true);
    FilterRegistration.Dynamic handshakes =
        event.getServletContext().addFilter("handshakes", new WebSocketHandshake.Filter());
    handshakes.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
    handshakes.setAsyncSupported(true);
    FilterRegistration.Dynamic bodies =
        event.getServletContext().addFilter("bodies of upgrades", new UpgradeBodyFilter());
    bodies.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
    bodies.setAsyncSupported(true);
    FilterRegistration.Dynamic readOnly =
        event.getServletContext().addFilter("read only", new ReadOnlyFilter());
    readOnly.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, HEALTH);
    readOnly.setAsyncSupported(true);
    if (parts.api()) {
      FilterRegistration.Dynamic api =
          event
              .getServletContext()
              .addFilter("api", new ApiDoor(gate, cors, visitor, instance.id()));
      api.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, API);
      api.setAsyncSupported(true);
      FilterRegistration.Dynamic request =
          event
              .getServletContext()
              .addFilter("bodies of requests", new RequestBodyFilter(body, engine));
      request.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, API);
      request.setAsyncSupported(true);
      FilterRegistration.Dynamic listeners =
          event
              .getServletContext()
              .addFilter(
                  "event streams",
                  new EventStreamDoor(source, streams, engine, outbox, limits, instance.id()));
      listeners.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, EVENTS);
      listeners.setAsyncSupported(true);
    }
    OffsetPolicy offsets = new OffsetPolicy(recovery.offsets());
    mount(event, PATH, engine, cors, offsets, limits, elsewhere, fastPath, webSocket.fastPath());
    if (parts.ws() && engine.config().transports().contains(TransportName.WEBSOCKET.wireName())) {
      mountJson(event.getServletContext());
    }
  }

  private void mountJson(ServletContext context) {
    cover(context, JSON_PATH);
    WebSocketUpgrade webSockets =
        WebSocketUpgrade.json(
            context, JSON_PATH, engine.config().maxPayload(), webSocket.fastPath());
    fastPath.watch(webSockets);
    ServletRegistration.Dynamic servlet =
        context.addServlet("json " + JSON_PATH, new JsonServlet(engine, cors, limits, webSockets));
    servlet.addMapping(JSON_PATH + "/*");
    servlet.setAsyncSupported(true);
    servlet.setLoadOnStartup(1);
  }

  /**
   * Serves an engine at a path of its own. Its sessions are all on this instance.
   *
   * @param path without a slash at its end
   */
  public static void mount(
      ServletContextEvent event,
      String path,
      Engine engine,
      CorsConfig cors,
      WebSocketConfig webSocket) {
    mount(
        event,
        path,
        engine,
        cors,
        new OffsetPolicy(Offsets.NEVER),
        Limits.none(),
        RemoteSessions.NONE,
        new FastPath(),
        webSocket.fastPath());
  }

  private static void mount(
      ServletContextEvent event,
      String path,
      Engine engine,
      CorsConfig cors,
      OffsetPolicy offsets,
      Limits limits,
      RemoteSessions elsewhere,
      FastPath fastPath,
      boolean fast) {
    cover(event.getServletContext(), path);
    WebSocketUpgrade webSockets =
        new WebSocketUpgrade(event.getServletContext(), path, engine.config().maxPayload(), fast);
    fastPath.watch(webSockets);
    ServletRegistration.Dynamic servlet =
        event
            .getServletContext()
            .addServlet(
                "engine " + path,
                new EngineServlet(engine, cors, offsets, limits, webSockets, elsewhere));
    if (!engine.roles().isEmpty()) {
      // Of roles that nobody declares, the container says that no caller has them.
      event.getServletContext().declareRoles(engine.roles().toArray(String[]::new));
    }
    servlet.addMapping(path + "/*");
    servlet.setAsyncSupported(true);
    servlet.setLoadOnStartup(1);
  }

  private static void cover(ServletContext context, String path) {
    FilterRegistration.Dynamic filter =
        context.addFilter("upgrade " + path, new UpgradeRequest.Filter());
    filter.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, path + "/*");
    filter.setAsyncSupported(true);
  }
}
