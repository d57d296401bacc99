package io.tidings.transport;

import io.tidings.config.CorsConfig;
import io.tidings.engine.Engine;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.annotation.WebListener;

/** Mounts the engine at {@code /socket.io/} when the application starts. */
@WebListener
public class TransportListener implements ServletContextListener {

  private static final String PATH = "/socket.io";

  @Inject private Engine engine;
  @Inject private CorsConfig cors;

  @Override
  public void contextInitialized(ServletContextEvent event) {
    mount(event, PATH, engine, cors);
  }

  /**
   * Serves an engine at a path of its own.
   *
   * @param path without a slash at its end
   */
  public static void mount(ServletContextEvent event, String path, Engine engine, CorsConfig cors) {
    WebSocketUpgrade webSockets =
        new WebSocketUpgrade(event.getServletContext(), path, engine.config().maxPayload());
    ServletRegistration.Dynamic servlet =
        event
            .getServletContext()
            .addServlet("engine " + path, new EngineServlet(engine, cors, webSockets));
    servlet.addMapping(path + "/*");
    servlet.setAsyncSupported(true);
    servlet.setLoadOnStartup(1);
  }
}
