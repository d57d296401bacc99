package io.tidings.transport;

import io.tidings.access.Gate;
import io.tidings.access.RefusedException;
import io.tidings.access.RefusedException.Fault;
import io.tidings.access.Rights;
import io.tidings.access.Visitor;
import io.tidings.config.CorsConfig;
import jakarta.json.Json;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Lets nobody to {@code /api} who may not come in: one place, before resources, streams and files,
 * and before it is known whether there is such a thing. So none can be forgotten, and none be found
 * out; and no body is read of whoever has to leave.
 */
final class ApiDoor extends HttpFilter {

  private static final long serialVersionUID = 1L;

  private static final String CHALLENGE = "Bearer realm=\"Tidings\"";

  private static final String EVENTS = "/api/events";

  private static final String TOKEN = "access_token";

  /** Attribute of a request: in how many milliseconds what it showed is not good any more. */
  static final String LEFT = ApiDoor.class.getName() + ".left";

  private final transient Gate gate;
  private final transient OriginPolicy origins;
  private final transient Visitor visitor;
  private final String instance;

  /**
   * @param visitor the one of each request
   * @param instance its id
   */
  ApiDoor(Gate gate, CorsConfig cors, Visitor visitor, String instance) {
    this.gate = gate;
    this.origins = new OriginPolicy(cors);
    this.visitor = visitor;
    this.instance = instance;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (!origins.allowsHost(request)) {
      // Before anything is said: it may be a page that reads what is answered.
      forbid(response, "this server goes by another name; tidings.allowed-hosts names those");
      return;
    }
    List<String> inAddress = inAddress(request);
    Rights rights;
    try {
      rights =
          gate.admit(request.getHeader("Authorization"), request.getHeader("X-API-Key"), inAddress);
    } catch (RefusedException e) {
      refuse(response, e);
      return;
    }
    if (rights != Rights.ALL && !mayCome(request, rights)) {
      forbid(response, "the token does not allow it");
    } else if (!isRead(request) && !origins.allows(request)) {
      // A browser adds the password, or the network's trust, to what a foreign page sends.
      forbid(response, "pages of this origin may not");
    } else {
      visitor.admitted(rights);
      if (!inAddress.isEmpty()) {
        response.setHeader("Cache-Control", "private, no-store");
      }
      if (rights.expires() > 0) {
        long left = rights.expires() * 1000 - gate.tokenClock().millis();
        request.setAttribute(LEFT, Math.max(0, left));
      }
      chain.doFilter(request, response);
    }
  }

  private void forbid(HttpServletResponse response, String why) throws IOException {
    gate.notAllowed();
    response.setHeader("Tidings-Instance", instance);
    answer(response, HttpServletResponse.SC_FORBIDDEN, "Forbidden", why);
  }

  private static boolean isRead(HttpServletRequest request) {
    return request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
  }

  private static boolean isEvents(HttpServletRequest request) {
    return request.getRequestURI().equals(request.getContextPath() + EVENTS);
  }

  /** For listeners alone: an {@code EventSource} cannot send headers. */
  private static List<String> inAddress(HttpServletRequest request) {
    return isRead(request) && isEvents(request)
        ? ClientRequests.parameters(request).getOrDefault(TOKEN, List.of())
        : List.of();
  }

  /**
   * A token is for events; all else is for keys. What may be published depends on the body, which
   * is looked at where it is read. A path that is written in any other way is another one.
   */
  private static boolean mayCome(HttpServletRequest request, Rights rights) {
    if (!isEvents(request)) {
      return false;
    }
    return switch (request.getMethod()) {
      case "POST" -> true;
      case "GET", "HEAD" -> mayListen(ClientRequests.parameters(request), rights);
      default -> false;
    };
  }

  private static boolean mayListen(Map<String, List<String>> parameters, Rights rights) {
    Set<String> rooms = Set.copyOf(parameters.getOrDefault("room", List.of()));
    return parameters.getOrDefault("namespace", List.of("/")).stream()
        .allMatch(namespace -> rights.mayListen(namespace, rooms));
  }

  private void refuse(HttpServletResponse response, RefusedException refused) throws IOException {
    // RFC 6750, section 3.1: an error is named only to those who showed something.
    String error =
        switch (refused.fault()) {
          case MISSING -> "";
          case INVALID -> ", error=\"invalid_token\"";
          case AMBIGUOUS -> ", error=\"invalid_request\"";
        };
    response.setHeader("WWW-Authenticate", CHALLENGE + error);
    response.setHeader("Tidings-Instance", instance);
    if (refused.fault() == Fault.AMBIGUOUS) {
      answer(response, HttpServletResponse.SC_BAD_REQUEST, "Bad Request", refused.getMessage());
    } else {
      answer(response, HttpServletResponse.SC_UNAUTHORIZED, "Unauthorized", refused.getMessage());
    }
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
