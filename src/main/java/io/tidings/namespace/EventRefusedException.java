package io.tidings.namespace;

/**
 * Thrown by an event's handler to tell the client on purpose why it is not served: where it asked
 * for an answer it reads {@code {"error":message,"data":data}}.
 *
 * <pre>{@code
 * throw new EventRefusedException("room is full", Map.of("limit", 50));
 * }</pre>
 */
public class EventRefusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Object data;

  /**
   * @param message for the client to read
   */
  public EventRefusedException(String message) {
    this(message, null);
  }

  /**
   * @param message for the client to read
   * @param data for the client's program; any value with a JSON-B form, or null for none
   */
  public EventRefusedException(String message, Object data) {
    super(message);
    this.data = data;
  }

  /** For the client's program, or null. */
  public Object data() {
    return data;
  }
}
