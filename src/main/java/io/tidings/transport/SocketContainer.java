package io.tidings.transport;

import jakarta.websocket.Session;

/** The WebSocket container that runs us, as far as its kind makes a difference. */
interface SocketContainer {

  /**
   * The best way to send over a socket of this container.
   *
   * @param messages takes messages past the socket's handlers, where there is a shorter way for
   *     them; then the handlers do not see these
   */
  FrameSender sender(Session socket, FrameSender.Outcome outcome, FrameShortcut.Messages messages);

  /** Whether what is sent has WebSocket's own pings, whose pongs are to be heard. */
  default boolean pings() {
    return false;
  }

  /** Whether ready frames are given to the container's writer as they are. */
  default boolean writesFast() {
    return false;
  }

  /** One line for the log: what is in use. */
  String description();
}
