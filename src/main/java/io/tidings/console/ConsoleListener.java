package io.tidings.console;

import io.tidings.config.PartsConfig;
import jakarta.inject.Inject;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import java.util.EnumSet;

/** Takes the console away when configuration says so; a filter is there only then. */
@WebListener
public class ConsoleListener implements ServletContextListener {

  @Inject private PartsConfig parts;

  @Override
  public void contextInitialized(ServletContextEvent event) {
    if (parts.console()) {
      return;
    }
    FilterRegistration.Dynamic filter =
        event.getServletContext().addFilter("no console", new NoConsole());
    filter.setAsyncSupported(true);
    // A welcome file is matched by its own name, in the same dispatch or in a forward.
    filter.addMappingForUrlPatterns(
        EnumSet.of(DispatcherType.REQUEST, DispatcherType.FORWARD),
        true,
        "",
        "/index.html",
        "/console/*");
  }
}
