package io.tidings.relay;

/** What another instance sent is not what an instance of this version writes. */
public final class MalformedFrameException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public MalformedFrameException(String what) {
    super("malformed cluster frame: " + what);
  }
}
