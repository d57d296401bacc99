package io.tidings.console;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * Answers 404 for the console's files. A file of that name which the application itself brings
 * hides ours, and is served.
 */
final class NoConsole extends HttpFilter {

  private static final long serialVersionUID = 1L;

  private static final String PAGE = "/index.html";

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    String path = request.getRequestURI().substring(request.getContextPath().length());
    if (isOurs(request.getServletContext(), path.isEmpty() || path.equals("/") ? PAGE : path)) {
      response.sendError(HttpServletResponse.SC_NOT_FOUND);
    } else {
      chain.doFilter(request, response);
    }
  }

  /**
   * By its content: where a resource of a container's URL comes from is for the container to say.
   */
  private static boolean isOurs(ServletContext context, String path) throws IOException {
    try (InputStream served = context.getResourceAsStream(path)) {
      if (served == null) {
        return false;
      }
      byte[] content = served.readAllBytes();
      return path.equals(PAGE)
          ? new String(content, StandardCharsets.UTF_8).contains("console/main.js")
          : isIn(path, content);
    }
  }

  private static boolean isIn(String path, byte[] content) throws IOException {
    try (InputStream ours = NoConsole.class.getResourceAsStream("/META-INF/resources" + path)) {
      return ours != null && java.util.Arrays.equals(ours.readAllBytes(), content);
    }
  }
}
