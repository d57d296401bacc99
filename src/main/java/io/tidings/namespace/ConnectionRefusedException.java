package io.tidings.namespace;

/**
 * Thrown by a connect handler to refuse a socket: the client hears {@code connect_error}.
 *
 * <pre>{@code
 * throw new ConnectionRefusedException("who are you?", Map.of("code", 401));
 * }</pre>
 */
public final class ConnectionRefusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Object data;

  /**
   * @param message for the client to read
   */
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

  /** For the client's program, or null. */
  public Object data() {
    return data;
  }
}
