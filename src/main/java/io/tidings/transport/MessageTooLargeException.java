package io.tidings.transport;

/** A client sent a message that is larger than it may be. */
final class MessageTooLargeException extends Exception {

  private static final long serialVersionUID = 1;

  MessageTooLargeException(long limit) {
    super("message of more than " + limit + " bytes", null, false, false);
  }
}
