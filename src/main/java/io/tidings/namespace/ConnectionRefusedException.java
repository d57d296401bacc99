package io.tidings.namespace;

/** Thrown by a connect handler to refuse a socket: the client hears {@code connect_error}. */
public final class ConnectionRefusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Object data;

  public ConnectionRefusedException(String message) {
    this(message, null);
  }

  /**
   * @param message for the client to read
   * @param data for the client's program, as {@code error.data}; any value with a JSON-B form, or
   *     null for none
   */
  public ConnectionRefusedException(String message, Object data) {
    super(message);
    this.data = data;
  }

  public Object data() {
    return data;
  }
}
