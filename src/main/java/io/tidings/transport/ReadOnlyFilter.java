package io.tidings.transport;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;

/**
 * Takes no bodies where there is only something to be read. Payara's servlet of health checks looks
 * for parameters in the form that a POST brings, and waits for all of it on a worker thread.
 */
final class ReadOnlyFilter extends HttpFilter {

  private static final long serialVersionUID = 1L;

  private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (READING.contains(request.getMethod())) {
      chain.doFilter(request, response);
    } else {
      response.setHeader("Allow", "GET, HEAD, OPTIONS");
      response.setHeader("Connection", "close");
      JsonServlet.refuse(
          response, HttpServletResponse.SC_METHOD_NOT_ALLOWED, "This is only to be read.");
    }
  }
}
