package io.tidings.namespace;

/** A socket went away before it answered. */
public final class DisconnectedException extends Exception {

  private static final long serialVersionUID = 1L;

  DisconnectedException() {
    super("the socket disconnected before it answered", null, false, false);
  }
}
