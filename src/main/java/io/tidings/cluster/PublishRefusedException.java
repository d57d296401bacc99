package io.tidings.cluster;

/** A broadcast could not be taken: too much waits for Redis already, or this instance stops. */
public final class PublishRefusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  PublishRefusedException() {
    // Without a stack trace: an outage makes many of these, and where from says nothing.
    super(
        "The broadcast was refused: Redis does not keep up, and no more may wait",
        null,
        false,
        false);
  }
}
