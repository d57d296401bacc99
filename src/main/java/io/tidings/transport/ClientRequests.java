package io.tidings.transport;

import io.tidings.engine.HandshakeRequest;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads from a servlet request what a session keeps of it. */
final class ClientRequests {

  private ClientRequests() {}

  static HandshakeRequest handshake(HttpServletRequest request) {
    Map<String, String> query = new HashMap<>();
    request.getParameterMap().forEach((name, values) -> query.put(name, values[0]));
    Map<String, List<String>> headers = new HashMap<>();
    for (String name : Collections.list(request.getHeaderNames())) {
      headers.put(name.toLowerCase(Locale.ROOT), Collections.list(request.getHeaders(name)));
    }
    return new HandshakeRequest(query, headers, remoteAddress(request), isSecure(request));
  }

  /** What a proxy says of a client counts only when the proxy runs on this machine. */
  private static String remoteAddress(HttpServletRequest request) {
    String forwarded = request.getHeader("X-Forwarded-For");
    if (forwarded == null || !isFromThisMachine(request)) {
      return request.getRemoteAddr();
    }
    // The last entry is the one that our proxy added; those before it are the client's word.
    return forwarded.substring(forwarded.lastIndexOf(',') + 1).strip();
  }

  private static boolean isSecure(HttpServletRequest request) {
    boolean byProxy = "https".equalsIgnoreCase(request.getHeader("X-Forwarded-Proto"));
    return request.isSecure() || (byProxy && isFromThisMachine(request));
  }

  private static boolean isFromThisMachine(HttpServletRequest request) {
    try {
      // An address literal: no name is looked up.
      return InetAddress.getByName(request.getRemoteAddr()).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
