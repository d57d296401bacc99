package io.tidings.handler;

import io.tidings.namespace.Ack;
import io.tidings.namespace.DisconnectReason;
import io.tidings.namespace.Handshake;
import io.tidings.namespace.Socket;
import io.tidings.packet.Arguments;

/** One parameter of a handler method: where its value comes from. */
@FunctionalInterface
interface Parameter {

  /**
   * @throws IllegalArgumentException when the client's argument is not of the parameter's type
   */
  Object value(Call call);

  Parameter SOCKET = Call::socket;
  Parameter HANDSHAKE = call -> call.socket() == null ? null : call.socket().handshake();
  Parameter ACK = Call::ack;
  Parameter REASON = Call::reason;
  Parameter ARGUMENTS = Call::arguments;
  Parameter EVENT_NAME = Call::event;
  Parameter FAILURE = Call::failure;

  /** The source of a parameter that is known by its type, or null. */
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
