package io.tidings.handler;

import io.tidings.namespace.Ack;
import io.tidings.namespace.DisconnectReason;
import io.tidings.namespace.Socket;
import io.tidings.packet.ArgumentMapper;
import io.tidings.packet.Arguments;

/**
 * What handler methods are called with; what their kind has not is null.
 *
 * @param namespace the name of the namespace
 * @param event the name of the event
 * @param failure what another method threw
 */
record Call(
    String namespace,
    Socket socket,
    String event,
    Arguments arguments,
    Ack ack,
    DisconnectReason reason,
    Throwable failure,
    ArgumentMapper mapper) {

  static Call connect(Socket socket, ArgumentMapper mapper) {
    return new Call(socket.namespace(), socket, null, Arguments.NONE, null, null, null, mapper);
  }

  static Call event(
      Socket socket, String event, Arguments arguments, Ack ack, ArgumentMapper mapper) {
    return new Call(socket.namespace(), socket, event, arguments, ack, null, null, mapper);
  }

  static Call disconnect(Socket socket, DisconnectReason reason, ArgumentMapper mapper) {
    return new Call(socket.namespace(), socket, null, Arguments.NONE, null, reason, null, mapper);
  }

  static Call serverEvent(
      String namespace, String event, Arguments arguments, Ack ack, ArgumentMapper mapper) {
    return new Call(namespace, null, event, arguments, ack, null, null, mapper);
  }

  /** The same with another way to answer. */
  Call answeredBy(Ack other) {
    return new Call(namespace, socket, event, arguments, other, reason, failure, mapper);
  }

  /** The same after a method has failed. */
  Call failed(Throwable with) {
    return new Call(namespace, socket, event, arguments, ack, reason, with, mapper);
  }
}
