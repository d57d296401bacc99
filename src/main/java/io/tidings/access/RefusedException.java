package io.tidings.access;

/** What a client shows to be let in is missing, or not good. The message is for the client. */
public final class RefusedException extends Exception {

  private static final long serialVersionUID = 1L;

  private final boolean missing;

  /**
   * @param missing whether nothing was shown at all
   */
  RefusedException(String message, boolean missing) {
    super(message);
    this.missing = missing;
  }

  /** Whether the client showed nothing at all. */
  public boolean isMissing() {
    return missing;
  }
}
