package io.tidings.namespace;

/**
 * Thrown by {@link Socket#join} when the socket is in as many rooms as it may be. A handler that
 * lets it pass tells its client so.
 */
public final class TooManyRoomsException extends EventRefusedException {

  private static final long serialVersionUID = 1L;

  TooManyRoomsException() {
    super("too many rooms");
  }

  private TooManyRoomsException(String message) {
    super(message);
  }

  /** One of an instance that has as many rooms as it may. */
  static TooManyRoomsException ofInstance() {
    return new TooManyRoomsException("too many rooms: this instance takes no new ones");
  }

  /**
   * @param limit rooms that one socket may be in
   */
  TooManyRoomsException(int limit) {
    super("too many rooms: a socket may be in " + limit);
  }
}
