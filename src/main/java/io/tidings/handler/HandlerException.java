package io.tidings.handler;

/** A handler method failed with a checked exception or an error. */
final class HandlerException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  HandlerException(Throwable cause) {
    super(cause.toString(), cause);
  }
}
