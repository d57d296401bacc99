package io.tidings.config;

/** Which clients of Socket.IO can come back to their sockets, and are sent offsets for that. */
public enum Offsets {
  /** Those that are seen to be {@code socket.io-client} in JavaScript. */
  AUTO,
  ALWAYS,
  NEVER
}
