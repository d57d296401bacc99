package io.tidings.engine;

/** Why a session ended. The wire text is the one that Socket.IO users know as disconnect reason. */
public enum CloseReason {
  /** The connection broke, or the client closed it without a word. */
  TRANSPORT_CLOSE("transport close", true),
  /** The connection failed, or the client broke the transport's rules. */
  TRANSPORT_ERROR("transport error", true),
  /** No pong came within the ping timeout. */
  PING_TIMEOUT("ping timeout", true),
  /** The client sent a close packet. */
  CLIENT_CLOSE("transport close", true),
  /** The client sent what the protocol does not allow. */
  PARSE_ERROR("parse error", false),
  /** The client joined no namespace within the connect timeout. */
  CONNECT_TIMEOUT("connect timeout", false),
  /** The server closed the session. */
  FORCED_CLOSE("forced server close", true),
  /** More waited for this client than its outbox may hold. */
  OUTBOX_FULL("outbox full", true),
  /** The client sent faster than its handlers could take. */
  INBOX_FULL("inbox full", true),
  /** The memory budget of the instance is spent, and this client held the most of it. */
  OUT_OF_MEMORY("memory budget spent", true),
  /** The client sent events far faster than it may. */
  TOO_MANY_EVENTS("too many events", true),
  /** The session moved to another transport: the end of the old one, never of a session. */
  UPGRADED("transport upgraded", true),
  /** The instance is going down. */
  SERVER_SHUTDOWN("server shutting down", true);

  private final String text;
  private final boolean recoverable;

  CloseReason(String text, boolean recoverable) {
    this.text = text;
    this.recoverable = recoverable;
  }

  public String text() {
    return text;
  }

  /** Whether the client should come back and may find its state. */
  public boolean recoverable() {
    return recoverable;
  }
}
