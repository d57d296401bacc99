package io.tidings.transport;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * What a client's opening handshake has to be (RFC 6455, section 4.2.1). The container looks at
 * less, and answers some of what is wrong with a WebSocket, a page, or nothing.
 */
final class WebSocketHandshake {

  /** The one version of the protocol there is. */
  static final String VERSION = "13";

  private static final int KEY_BYTES = 16;

  private static final String FOLLOWED = "Nothing may follow before the handshake is answered.";

  private static final String NO_URI = "The address is no URI.";

  private WebSocketHandshake() {}

  /** Whether a request asks for a WebSocket, well or not. */
  static boolean isMeant(HttpServletRequest request) {
    return request.getMethod().equals("GET") && names(request, "Upgrade", "websocket");
  }

  /** Whether it names another version of the protocol: it is answered with ours. */
  static boolean isOtherVersion(HttpServletRequest request) {
    return !values(request, "Sec-WebSocket-Version").equals(List.of(VERSION));
  }

  /** What is wrong with it besides its version, as a sentence; empty when it is in order. */
  static Optional<String> fault(HttpServletRequest request) throws IOException {
    if (!request.getProtocol().equals("HTTP/1.1")) {
      return Optional.of("A WebSocket is opened by HTTP/1.1.");
    }
    if (values(request, "Host").size() != 1) {
      return Optional.of("There must be one header Host.");
    }
    if (!names(request, "Connection", "Upgrade")) {
      return Optional.of("The header Connection must name Upgrade.");
    }
    List<String> keys = values(request, "Sec-WebSocket-Key");
    if (keys.size() != 1 || !isKey(keys.get(0))) {
      return Optional.of("There must be one header Sec-WebSocket-Key, of 16 bytes in base64.");
    }
    if (isFollowed(request)) {
      return Optional.of(FOLLOWED);
    }
    return Optional.empty();
  }

  /**
   * Whether a client has sent frames, or anything else, before it was answered (RFC 6455, section
   * 4.1, has it wait). Tyrus would read that within the start of the connection, and wait for the
   * end of that start: the thread would never come back.
   */
  static boolean isFollowed(HttpServletRequest request) throws IOException {
    return request.getContentLengthLong() > 0
        || request.getHeader("Transfer-Encoding") != null
        || request.getInputStream().available() > 0;
  }

  /**
   * Whether the address of a request is one. Tyrus looks when it has answered 101: the first frame
   * on the connection that it cannot make then holds a thread for good.
   */
  private static boolean isUri(HttpServletRequest request) {
    String query = request.getQueryString();
    try {
      new URI(request.getRequestURI() + (query == null ? "" : "?" + query));
      return true;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static boolean isKey(String text) {
    try {
      return Base64.getDecoder().decode(text.strip()).length == KEY_BYTES;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Whether one of the names that a header lists is this one. */
  private static boolean names(HttpServletRequest request, String header, String name) {
    for (String value : values(request, header)) {
      for (String each : value.split(",", -1)) {
        if (each.strip().equalsIgnoreCase(name)) {
          return true;
        }
      }
    }
    return false;
  }

  private static List<String> values(HttpServletRequest request, String header) {
    return new ArrayList<>(Collections.list(request.getHeaders(header)));
  }

  /**
   * Refuses what {@link #isFollowed}, or asks for no URI, wherever a WebSocket is asked for: the
   * application may have endpoints of its own. Goes before the container's.
   */
  static final class Filter extends HttpFilter {

    private static final long serialVersionUID = 1L;

    @Override
    protected void doFilter(
        HttpServletRequest request, HttpServletResponse response, FilterChain chain)
        throws IOException, ServletException {
      boolean asked = request.getHeader("Upgrade") != null;
      boolean meant = asked && (isMeant(request) || hasKey(request));
      if (meant && isFollowed(request)) {
        // What follows is no request, and must not be taken for one.
        response.setHeader("Connection", "close");
        refuse(request, response, FOLLOWED);
      } else if (meant && !isUri(request)) {
        response.setHeader("Connection", "close");
        refuse(request, response, NO_URI);
      } else {
        chain.doFilter(request, response);
      }
    }

    private static void refuse(HttpServletRequest request, HttpServletResponse response, String why)
        throws IOException {
      if (request.getServletPath().equals(TransportListener.PATH)) {
        EngineServlet.refuse(response, EngineError.BAD_REQUEST);
      } else {
        JsonServlet.refuse(response, EngineError.BAD_REQUEST.status(), why);
      }
    }

    private static boolean hasKey(HttpServletRequest request) {
      return request.getHeader("Sec-WebSocket-Key") != null;
    }
  }
}
