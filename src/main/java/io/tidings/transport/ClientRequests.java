package io.tidings.transport;

import io.tidings.engine.Caller;
import io.tidings.engine.HandshakeRequest;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.net.URLDecoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads from a servlet request what a session keeps of it. */
final class ClientRequests {

  /** Characters of a request's name; a longer one counts as none. */
  private static final int LONGEST_ID = 128;

  private ClientRequests() {}

  /** What a balancer calls a request, from {@code X-Request-ID}; empty when it has no name. */
  static String id(HttpServletRequest request) {
    String id = request.getHeader("X-Request-ID");
    return id == null || id.length() > LONGEST_ID ? "" : id;
  }

  /**
   * @param roles that the application speaks of
   * @param recoverable whether the client can come back to its sockets
   */
  static HandshakeRequest handshake(
      HttpServletRequest request, Set<String> roles, boolean recoverable) {
    Map<String, List<String>> headers = new HashMap<>();
    for (String name : Collections.list(request.getHeaderNames())) {
      headers.put(name.toLowerCase(Locale.ROOT), Collections.list(request.getHeaders(name)));
    }
    return new HandshakeRequest(
        query(request),
        headers,
        remoteAddress(request),
        isSecure(request),
        caller(request, roles),
        recoverable,
        request.getQueryString() == null
            ? request.getRequestURI()
            : request.getRequestURI() + "?" + request.getQueryString());
  }

  private static Caller caller(HttpServletRequest request, Set<String> roles) {
    Principal user = request.getUserPrincipal();
    return user == null
        ? Caller.NOBODY
        : new Caller(
            user.getName(),
            roles.stream().filter(request::isUserInRole).collect(Collectors.toSet()));
  }

  /**
   * The URL's parameters, the first value of each. Servlet parameters would read a form's body too,
   * and so swallow a packet.
   */
  static Map<String, String> query(HttpServletRequest request) {
    Map<String, String> query = new HashMap<>();
    if (request.getQueryString() != null) {
      for (String pair : request.getQueryString().split("&")) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        query.putIfAbsent(decoded(name), equals < 0 ? "" : decoded(pair.substring(equals + 1)));
      }
    }
    return query;
  }

  /** The URL's parameters with all their values. */
  static Map<String, List<String>> parameters(HttpServletRequest request) {
    Map<String, List<String>> parameters = new HashMap<>();
    String query = request.getQueryString();
    for (String pair : query == null || query.isEmpty() ? new String[0] : query.split("&")) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      parameters
          .computeIfAbsent(decoded(name), n -> new ArrayList<>())
          .add(equals < 0 ? "" : decoded(pair.substring(equals + 1)));
    }
    return parameters;
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }

  /** What a proxy says of a client counts only when the proxy runs on this machine. */
  static String remoteAddress(HttpServletRequest request) {
    if (!isFromThisMachine(request)) {
      return request.getRemoteAddr();
    }
    // The last entry is the one that our proxy added, to the client's line or on one of its own;
    // those before it are the client's word.
    String forwarded = String.join(",", Collections.list(request.getHeaders("X-Forwarded-For")));
    String last = forwarded.substring(forwarded.lastIndexOf(',') + 1).strip();
    return last.isEmpty() ? request.getRemoteAddr() : last;
  }

  static boolean isSecure(HttpServletRequest request) {
    boolean byProxy = "https".equalsIgnoreCase(request.getHeader("X-Forwarded-Proto"));
    return request.isSecure() || (byProxy && isFromThisMachine(request));
  }

  static boolean isFromThisMachine(HttpServletRequest request) {
    try {
      // An address literal: no name is looked up.
      return InetAddress.getByName(request.getRemoteAddr()).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
