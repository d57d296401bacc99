package io.tidings.access;

/** What a client shows to be let in is missing, or not good. The message is for the client. */
public final class RefusedException extends Exception {

  private static final long serialVersionUID = 1L;

  /** What is wrong with it. */
  public enum Fault {
    /** Nothing was shown at all. */
    MISSING,
    /** What was shown is not good, or not good any more. */
    INVALID,
    /** Several things were shown, and one alone may be. */
    AMBIGUOUS
  }

  private final Fault fault;

  RefusedException(String message, Fault fault) {
    super(message);
    this.fault = fault;
  }

  public Fault fault() {
    return fault;
  }
}
