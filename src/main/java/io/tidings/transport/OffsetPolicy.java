package io.tidings.transport;

import io.tidings.config.Offsets;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which clients of Socket.IO are sent the offset of each event, its last argument, and the {@code
 * pid} with which they come back: those that can do something with it. For a client of another kind
 * the offset is an argument that nobody sent.
 *
 * <p>No part of the protocol says what a client can do, so the request that opens its session is
 * looked at for what {@code socket.io-client} in JavaScript does, and others do not. A client that
 * is not recognised is sent none.
 */
final class OffsetPolicy {

  /** The client's own word, which counts above all. */
  private static final String PARAMETER = "recovery";

  /** In the order in which JavaScript's client writes them; what its application adds is before. */
  private static final Pattern QUERY =
      Pattern.compile("(?:.*&)?EIO=4&transport=(?:polling|websocket)(?:&t=([^&]*))?(?:&b64=1)?");

  /**
   * Time and chance in base 36, or before version 6.6 of Engine.IO's client the time in base 64 and
   * a counter. Seconds since 1970, whole or not, as others send them, are longer.
   */
  private static final Pattern TIMESTAMP =
      Pattern.compile("[0-9A-Za-z_-]{4,8}(?:\\.[0-9A-Za-z_-]{1,4})?");

  /** What WebSockets of Node offer (its package {@code ws}, and its own). */
  private static final String DEFLATE_OF_NODE = "permessage-deflate; client_max_window_bits";

  /** Libraries of other languages, by what they call themselves. */
  private static final Pattern OTHERS =
      Pattern.compile(
          "\\b(?:python|aiohttp|httpx|websockets|okhttp|java|ktor|dart|go-http-client|ruby"
              + "|php|guzzle|curl|libcurl|cfnetwork|starscream|dotnet|reqwest|tungstenite)\\b",
          Pattern.CASE_INSENSITIVE);

  private final Offsets offsets;

  OffsetPolicy(Offsets offsets) {
    this.offsets = offsets;
  }

  /** Whether the client that opens a session by this request is sent offsets. */
  boolean isFor(HttpServletRequest request) {
    return wish(request)
        .orElseGet(
            () ->
                switch (offsets) {
                  case ALWAYS -> true;
                  case NEVER -> false;
                  case AUTO -> isJavaScript(request);
                });
  }

  /** What the client says in its address; empty when it says nothing that is known. */
  static Optional<Boolean> wish(HttpServletRequest request) {
    String word = ClientRequests.query(request).getOrDefault(PARAMETER, "");
    return switch (word) {
      case "true" -> Optional.of(true);
      case "false" -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  private static boolean isJavaScript(HttpServletRequest request) {
    String query = request.getQueryString();
    Matcher matcher = QUERY.matcher(query == null ? "" : query);
    if (!matcher.matches()) {
      return false;
    }
    String timestamp = matcher.group(1);
    if (timestamp != null && !TIMESTAMP.matcher(timestamp).matches()) {
      return false;
    }
    // Pages and extensions cannot set it; Node's fetch and WebSocket send it as well.
    if (request.getHeader("Sec-Fetch-Mode") != null) {
      return true;
    }
    String agent = request.getHeader("User-Agent");
    return EngineServlet.isUpgrade(request)
        ? isWebSocketOfJavaScript(request, agent)
        : isPollingOfJavaScript(agent, timestamp != null);
  }

  /** Browsers name their page. Node has no name of its own, but offers always the same. */
  private static boolean isWebSocketOfJavaScript(HttpServletRequest request, String agent) {
    if (isBrowser(agent)) {
      return request.getHeader("Origin") != null;
    }
    return DEFLATE_OF_NODE.equals(request.getHeader("Sec-WebSocket-Extensions"))
        && (agent == null || !isOther(agent));
  }

  /** An application in Node may give another name than Node's, but none is not to be had. */
  private static boolean isPollingOfJavaScript(String agent, boolean hasTimestamp) {
    if (agent == null) {
      return false;
    }
    return agent.equals("node-XMLHttpRequest")
        || (hasTimestamp && (isBrowser(agent) || !isOther(agent)));
  }

  private static boolean isBrowser(String agent) {
    return agent != null && agent.startsWith("Mozilla/5.0");
  }

  private static boolean isOther(String agent) {
    return OTHERS.matcher(agent).find();
  }
}
