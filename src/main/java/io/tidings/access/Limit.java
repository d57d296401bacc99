package io.tidings.access;

/** What clients are refused for. */
public enum Limit {
  CONNECTIONS("too many connections"),
  CONNECTIONS_PER_ADDRESS("too many connections from one address"),
  EVENTS_PER_SECOND("too many events"),
  ROOMS_PER_SOCKET("too many rooms"),
  LOST_SOCKETS("too many lost sockets"),
  NAMESPACES("too many namespaces"),
  ROOMS("too many rooms in all"),
  /** The {@link MemoryBudget} is spent. */
  MEMORY("too much is held for clients"),
  /** An API key or a token that is missing or not good. */
  CREDENTIALS("no good credentials"),
  /** Good credentials that do not go so far. */
  RIGHTS("not allowed");

  private final String text;

  Limit(String text) {
    this.text = text;
  }

  /** In words, for logs and clients. */
  public String text() {
    return text;
  }
}
