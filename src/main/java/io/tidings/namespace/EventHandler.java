package io.tidings.namespace;

import io.tidings.packet.Arguments;

/**
 * What the application does in a namespace: the port that {@code handler} implements. The calls for
 * one connection come one after the other, in the order in which its packets came.
 *
 * <p>A call that may block is made on a thread of its own; the others on the threads that serve all
 * connections, which they must not keep waiting.
 */
public interface EventHandler {

  /** Whether {@link #connect} may block. */
  boolean blocksOnConnect();

  /** Whether {@link #event} may block for this event. */
  boolean blocksOn(String event);

  /**
   * A client wants to join. What it is sent here arrives after the answer to its request.
   *
   * @throws ConnectionRefusedException to refuse it
   */
  void connect(Socket socket);

  /**
   * A client emitted an event.
   *
   * @param ack answers it; does nothing when the client asked for no answer
   */
  void event(Socket socket, String event, Arguments arguments, Ack ack);

  /**
   * A client emitted an event that it may send again. Its rights and the filters are asked each
   * time, the rest happens once.
   *
   * @param ack answers what is refused
   */
  default void event(Socket socket, String event, Arguments arguments, Ack ack, Once once) {
    once.handle(answer -> event(socket, event, arguments, answer));
  }

  /**
   * The application emitted an event on another instance, for this namespace as a whole. The calls
   * for what one instance emits come one after the other, in its order, where they may block.
   *
   * @param namespace its name
   * @param ack answers that instance
   * @return false when nobody listens for it
   */
  default boolean serverEvent(String namespace, String event, Arguments arguments, Ack ack) {
    return false;
  }

  /**
   * The end of a socket, when its client cannot come back to it any more. A socket that {@link
   * #connect} did not refuse is gone, even when it went while that still ran. Always on a thread
   * where it may block.
   */
  void disconnect(Socket socket, DisconnectReason reason);
}
