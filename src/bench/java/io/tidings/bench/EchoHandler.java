package io.tidings.bench;

import io.tidings.namespace.Ack;
import io.tidings.namespace.DisconnectReason;
import io.tidings.namespace.EventHandler;
import io.tidings.namespace.Socket;
import io.tidings.packet.Arguments;

/** Sends events back to whom they came from. */
final class EchoHandler implements EventHandler {

  @Override
  public boolean blocksOnConnect() {
    return false;
  }

  @Override
  public boolean blocksOn(String event) {
    return false;
  }

  @Override
  public void connect(Socket socket) {}

  @Override
  public void event(Socket socket, String event, Arguments arguments, Ack ack) {
    socket.emit(event, arguments);
  }

  @Override
  public void disconnect(Socket socket, DisconnectReason reason) {}
}
