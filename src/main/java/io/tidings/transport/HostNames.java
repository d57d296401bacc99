package io.tidings.transport;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import java.util.Set;

/**
 * By which names this server may be called. A page of any name can have that name lead to this
 * machine once it is loaded (DNS rebinding), and is then of the server's own origin: what tells is
 * the name alone, in {@code Host}.
 *
 * @param allowed in lower case, with a port where one is meant; none: any, but over the loopback
 *     interface, where a request that no proxy has passed on is for this machine's own names
 */
record HostNames(Set<String> allowed) {

  private static final String LOCALHOST = ".localhost";

  boolean allow(HttpServletRequest request) {
    String host = request.getHeader("Host");
    if (host == null || host.isEmpty()) {
      // No browser.
      return true;
    }
    String lower = host.toLowerCase(Locale.ROOT);
    if (!allowed.isEmpty()) {
      return allowed.contains(lower) || allowed.contains(withoutPort(lower));
    }
    return !isDirect(request) || isOfThisMachine(withoutPort(lower));
  }

  private static boolean isDirect(HttpServletRequest request) {
    return ClientRequests.isFromThisMachine(request)
        && request.getHeader("X-Forwarded-For") == null
        && request.getHeader("X-Real-IP") == null
        && request.getHeader("Forwarded") == null
        && request.getHeader("Via") == null;
  }

  /** Names that no page can have: addresses, and those without a dot. */
  private static boolean isOfThisMachine(String name) {
    return name.startsWith("[")
        || name.indexOf('.') < 0
        || name.endsWith(LOCALHOST)
        || name.chars().allMatch(c -> c == '.' || c >= '0' && c <= '9');
  }

  private static String withoutPort(String host) {
    int colon = host.lastIndexOf(':');
    return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
  }
}
