package io.tidings.relay;

/** There is no answer: the instance that was asked is gone, or will not give one. */
public final class UnansweredException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public UnansweredException(String why) {
    super(why, null, false, false);
  }
}
