package io.tidings.cluster;

/** What came over the topic is not what an instance of this version writes. */
final class MalformedFrameException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  MalformedFrameException(String what) {
    super("malformed cluster frame: " + what);
  }
}
