package io.tidings.relay;

/**
 * There is no answer: the instance that was asked is gone, or gives none. Only of an instance that
 * is gone it is known that it does no more with the request.
 */
public final class UnansweredException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final boolean instanceGone;

  /** For an instance that is there, as far as is known, and gives no answer. */
  public UnansweredException(String why) {
    this(why, false);
  }

  private UnansweredException(String why, boolean instanceGone) {
    super(why, null, false, false);
    this.instanceGone = instanceGone;
  }

  /** For an instance that is gone. */
  public static UnansweredException gone() {
    return new UnansweredException("the instance is gone", true);
  }

  /** Whether the instance that was asked is gone, and all that it had with it. */
  public boolean isInstanceGone() {
    return instanceGone;
  }
}
