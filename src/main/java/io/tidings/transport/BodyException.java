package io.tidings.transport;

import java.io.IOException;

/** A request's body was not read to its end. */
public final class BodyException extends IOException {

  private static final long serialVersionUID = 1L;

  /** Why not. */
  public enum Fault {
    /** It is longer than it may be. */
    TOO_LARGE,
    /** The memory budget has no room for it. */
    NO_ROOM,
    /** It comes more slowly than it may. */
    TOO_SLOW,
    /** The client has gone, or sent less than it said. */
    BROKEN
  }

  private final Fault fault;

  BodyException(Fault fault) {
    super("The body of a request: " + fault);
    this.fault = fault;
  }

  public Fault fault() {
    return fault;
  }
}
