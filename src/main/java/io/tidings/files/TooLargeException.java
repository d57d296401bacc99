package io.tidings.files;

import java.io.IOException;

/** More came than a file may have. */
public final class TooLargeException extends IOException {

  private static final long serialVersionUID = 1L;

  /**
   * @param limit bytes
   */
  public TooLargeException(long limit) {
    super("a file may have " + limit + " bytes");
  }
}
