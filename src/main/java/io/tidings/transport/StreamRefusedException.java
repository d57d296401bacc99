package io.tidings.transport;

/** A stream is not opened; the listener is told why. */
public final class StreamRefusedException extends Exception {

  private static final long serialVersionUID = 1L;

  private final int status;

  /**
   * @param status of HTTP
   * @param problem JSON of the type {@code application/problem+json}
   */
  public StreamRefusedException(int status, String problem) {
    super(problem);
    this.status = status;
  }

  int status() {
    return status;
  }
}
