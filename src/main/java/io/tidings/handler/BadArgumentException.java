package io.tidings.handler;

/** What a client sent does not fit the handler's parameters; its message is for the client. */
final class BadArgumentException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  BadArgumentException(IllegalArgumentException cause) {
    super(cause.getMessage(), cause);
  }
}
