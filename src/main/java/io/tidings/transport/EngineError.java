package io.tidings.transport;

import io.tidings.access.Limit;
import jakarta.json.Json;

/** The errors of Engine.IO v4, with the codes and messages that clients know. */
enum EngineError {
  TRANSPORT_UNKNOWN(0, "Transport unknown", 400),
  SESSION_UNKNOWN(1, "Session ID unknown", 400),
  BAD_HANDSHAKE_METHOD(2, "Bad handshake method", 400),
  BAD_REQUEST(3, "Bad request", 400),
  FORBIDDEN(4, "Forbidden", 403),
  UNSUPPORTED_PROTOCOL_VERSION(5, "Unsupported protocol version", 400),
  /**
   * A limit is reached. Not 503: a balancer may take three of these for an instance that is ill,
   * and leave those who are connected alone with it.
   */
  TOO_MANY_CONNECTIONS(4, "Too many connections", 429),
  TOO_MANY_FROM_ADDRESS(4, "Too many connections from this address", 429);

  private final int code;
  private final String message;
  private final int status;

  EngineError(int code, String message, int status) {
    this.code = code;
    this.message = message;
    this.status = status;
  }

  /**
   * Of a request for a session that is not here.
   *
   * @param hasLeft whether it was here, and is on a WebSocket to another instance now
   */
  static EngineError missing(boolean hasLeft) {
    return hasLeft ? BAD_REQUEST : SESSION_UNKNOWN;
  }

  static EngineError over(Limit limit) {
    return limit == Limit.CONNECTIONS ? TOO_MANY_CONNECTIONS : TOO_MANY_FROM_ADDRESS;
  }

  int status() {
    return status;
  }

  String body() {
    return body(message);
  }

  /** With words of the application. */
  String body(String words) {
    return Json.createObjectBuilder().add("code", code).add("message", words).build().toString();
  }
}
