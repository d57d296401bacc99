package io.tidings.transport;

import io.tidings.config.CorsConfig;
import io.tidings.config.InstanceConfig;
import io.tidings.engine.Engine;
import io.tidings.engine.SessionMoves;
import io.tidings.relay.Relay;
import jakarta.inject.Inject;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.annotation.WebListener;
import java.util.EnumSet;

/** Mounts the engine at {@code /socket.io/} when the application starts. */
@WebListener
public class TransportListener implements ServletContextListener {

  private static final String PATH = "/socket.io";

  @Inject private Engine engine;
  @Inject private CorsConfig cors;
  @Inject private InstanceConfig instance;
  @Inject private Relay relay;
  @Inject private SessionMoves moves;
  @Inject private Doorway doorway;

  @Override
  public void contextInitialized(ServletContextEvent event) {
    Moving moving = new Moving(engine, moves, relay);
    relay.serve(SessionRelay.SUBJECT, new RelayedPolling(engine, relay));
    relay.serve(Moving.SUBJECT, moving);
    SessionRelay elsewhere = new SessionRelay(relay, instance.id(), engine.config(), moving);
    doorway.whenNarrowed(elsewhere::release);
    FilterRegistration.Dynamic door =
        event.getServletContext().addFilter("doorway", new DoorwayFilter(doorway, engine));
    door.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
    door.setAsyncSupported(true);
    mount(event, PATH, engine, cors, elsewhere);
  }

  /**
   * Serves an engine at a path of its own. Its sessions are all on this instance.
   *
   * @param path without a slash at its end
   */
  public static void mount(ServletContextEvent event, String path, Engine engine, CorsConfig cors) {
    mount(event, path, engine, cors, RemoteSessions.NONE);
  }

  private static void mount(
      ServletContextEvent event,
      String path,
      Engine engine,
      CorsConfig cors,
      RemoteSessions elsewhere) {
    WebSocketUpgrade webSockets =
        new WebSocketUpgrade(event.getServletContext(), path, engine.config().maxPayload());
    ServletRegistration.Dynamic servlet =
        event
            .getServletContext()
            .addServlet("engine " + path, new EngineServlet(engine, cors, webSockets, elsewhere));
    if (!engine.roles().isEmpty()) {
      // Of roles that nobody declares, the container says that no caller has them.
      event.getServletContext().declareRoles(engine.roles().toArray(String[]::new));
    }
    servlet.addMapping(path + "/*");
    servlet.setAsyncSupported(true);
    servlet.setLoadOnStartup(1);
  }
}
