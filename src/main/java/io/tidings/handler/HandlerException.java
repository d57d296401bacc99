package io.tidings.handler;

/** What a handler method threw, of whatever kind. */
final class HandlerException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  HandlerException(Throwable cause) {
    super(cause.toString(), cause);
  }
}
