package io.tidings.transport;

import io.tidings.access.Gate;
import io.tidings.access.RefusedException;
import jakarta.json.Json;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Lets nobody to {@code /api} who may not come in: one place, before resources, streams and files,
 * and before it is known whether there is such a thing. So none can be forgotten, and none be found
 * out; and no body is read of whoever has to leave.
 */
final class ApiDoor extends HttpFilter {

  private static final long serialVersionUID = 1L;

  private static final String CHALLENGE = "Bearer realm=\"Tidings\"";

  private final transient Gate gate;
  private final String instance;

  /**
   * @param instance its id
   */
  ApiDoor(Gate gate, String instance) {
    this.gate = gate;
    this.instance = instance;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    try {
      gate.admit(request.getHeader("Authorization"), request.getHeader("X-API-Key"));
    } catch (RefusedException e) {
      refuse(response, e);
      return;
    }
    chain.doFilter(request, response);
  }

  private void refuse(HttpServletResponse response, RefusedException refused) throws IOException {
    // RFC 6750, section 3.1: an error is named only to those who showed something.
    String error = refused.isMissing() ? "" : ", error=\"invalid_token\"";
    response.setHeader("WWW-Authenticate", CHALLENGE + error);
    response.setHeader("Tidings-Instance", instance);
    answer(response, HttpServletResponse.SC_UNAUTHORIZED, "Unauthorized", refused.getMessage());
  }

  private static void answer(HttpServletResponse response, int status, String title, String detail)
      throws IOException {
    String problem =
        Json.createObjectBuilder()
            .add("type", "about:blank")
            .add("title", title)
            .add("status", status)
            .add("detail", detail)
            .build()
            .toString();
    byte[] body = problem.getBytes(StandardCharsets.UTF_8);
    response.setStatus(status);
    response.setContentType("application/problem+json");
    response.setContentLength(body.length);
    response.setHeader("Cache-Control", "no-store");
    response.getOutputStream().write(body);
  }
}
