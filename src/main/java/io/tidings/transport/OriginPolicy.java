package io.tidings.transport;

import io.tidings.config.CorsConfig;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Locale;

/**
 * Which web pages may connect. Browsers do not hold WebSockets to the same-origin policy, so a
 * foreign page is refused here, for every transport alike. Programs that are no browsers send no
 * Origin and may.
 */
final class OriginPolicy {

  private final CorsConfig config;
  private final HostNames hosts;

  OriginPolicy(CorsConfig config) {
    this.config = config;
    this.hosts = new HostNames(config.allowedHosts());
  }

  boolean allows(HttpServletRequest request) {
    String origin = request.getHeader("Origin");
    return allowsHost(request)
        && (origin == null
            || config.any()
            || config.allowedOrigins().contains(origin)
            || isSame(origin, request));
  }

  /** Whether this server may be called what the request calls it, whatever page it comes from. */
  boolean allowsHost(HttpServletRequest request) {
    return hosts.allow(request);
  }

  /**
   * Scheme, host and port. A request that came without TLS may be what a proxy has made of one that
   * came with it; one that came with TLS is never of a page that came without.
   */
  private static boolean isSame(String origin, HttpServletRequest request) {
    String host = request.getHeader("Host");
    int scheme = origin.indexOf("://");
    if (scheme < 0 || host == null) {
      return false;
    }
    if (!origin.startsWith("https:") && ClientRequests.isSecure(request)) {
      return false;
    }
    String port = origin.startsWith("https:") ? ":443" : ":80";
    return withoutPort(origin.substring(scheme + 3), port).equals(withoutPort(host, port));
  }

  private static String withoutPort(String authority, String port) {
    String lower = authority.toLowerCase(Locale.ROOT);
    return lower.endsWith(port) ? lower.substring(0, lower.length() - port.length()) : lower;
  }

  /** Tells the browser that the page may read the answer (Fetch standard, CORS protocol). */
  void addHeaders(HttpServletRequest request, HttpServletResponse response) {
    String origin = request.getHeader("Origin");
    if (origin == null) {
      return;
    }
    if (config.any() && !config.allowedOrigins().contains(origin)) {
      // Without credentials: a page that nobody named must not act with a user's cookies.
      response.setHeader("Access-Control-Allow-Origin", "*");
      return;
    }
    response.setHeader("Access-Control-Allow-Origin", origin);
    response.setHeader("Access-Control-Allow-Credentials", "true");
    response.addHeader("Vary", "Origin");
  }

  static boolean isPreflight(HttpServletRequest request) {
    return request.getMethod().equals("OPTIONS")
        && request.getHeader("Access-Control-Request-Method") != null;
  }

  void answerPreflight(HttpServletRequest request, HttpServletResponse response) {
    addHeaders(request, response);
    response.setHeader("Access-Control-Allow-Methods", "GET, POST");
    String headers = request.getHeader("Access-Control-Request-Headers");
    if (headers != null) {
      response.setHeader("Access-Control-Allow-Headers", headers);
    }
    response.setHeader("Access-Control-Max-Age", "600");
    response.setStatus(HttpServletResponse.SC_NO_CONTENT);
  }
}
