package io.tidings.transport;

import jakarta.websocket.Session;

/** Any container: only what Jakarta WebSocket promises is used. */
final class PortableContainer implements SocketContainer {

  @Override
  public FrameSender sender(
      Session socket, FrameSender.Outcome outcome, FrameShortcut.Messages messages) {
    return new PortableSender(socket.getAsyncRemote(), outcome);
  }

  @Override
  public String description() {
    return "portable: one message at a time, by the standard API";
  }
}
