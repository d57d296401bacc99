package io.tidings.handler;

import io.tidings.namespace.Ack;
import io.tidings.namespace.DisconnectReason;
import io.tidings.namespace.Handshake;
import io.tidings.namespace.Socket;
import io.tidings.packet.ArgumentMapper;
import io.tidings.packet.Arguments;
import java.lang.reflect.Type;

/** One parameter of a handler method: where its value comes from. */
@FunctionalInterface
interface Parameter {

  /**
   * @throws IllegalArgumentException when the client's argument is not of the parameter's type
   */
  Object value(Call call);

  /** What a method is called with; what its kind of method has not is null. */
  record Call(
      Socket socket,
      Arguments arguments,
      Ack ack,
      DisconnectReason reason,
      ArgumentMapper mapper) {}

  Parameter SOCKET = Call::socket;
  Parameter HANDSHAKE = call -> call.socket().handshake();
  Parameter ACK = Call::ack;
  Parameter REASON = Call::reason;
  Parameter ARGUMENTS = Call::arguments;

  /**
   * An argument of the event, as a JSON-B type; one that the client did not send is null. A
   * primitive cannot be, and is refused.
   */
  static Parameter argument(int index, Type type) {
    return call -> {
      Object value =
          index < call.arguments().size()
              ? call.mapper().fromArguments(call.arguments(), index, type)
              : null;
      return value == null ? missing(index, type) : value;
    };
  }

  private static Object missing(int index, Type type) {
    if (type instanceof Class<?> c && c.isPrimitive()) {
      throw new IllegalArgumentException("argument " + (index + 1) + " is missing");
    }
    return null;
  }

  /** The source of a parameter that is no argument of the event, or null. */
  static Parameter special(Class<?> type) {
    if (type == Socket.class) {
      return SOCKET;
    }
    if (type == Handshake.class) {
      return HANDSHAKE;
    }
    if (type == Ack.class) {
      return ACK;
    }
    if (type == DisconnectReason.class) {
      return REASON;
    }
    return type == Arguments.class ? ARGUMENTS : null;
  }
}
