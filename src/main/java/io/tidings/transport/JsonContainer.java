package io.tidings.transport;

import jakarta.websocket.Session;

/** A container over which packets travel as JSON frames. */
final class JsonContainer implements SocketContainer {

  /** The frames' name among the subprotocols of WebSocket. */
  static final String SUBPROTOCOL = "tidings.v1.json";

  private final SocketContainer container;

  JsonContainer(SocketContainer container) {
    this.container = container;
  }

  @Override
  public FrameSender sender(
      Session socket, FrameSender.Outcome outcome, FrameShortcut.Messages messages) {
    return new JsonSender(container.sender(socket, outcome, messages), outcome);
  }

  @Override
  public boolean pings() {
    return true;
  }

  @Override
  public boolean writesFast() {
    return container.writesFast();
  }

  @Override
  public String description() {
    return container.description() + "; JSON frames";
  }
}
