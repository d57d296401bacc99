package io.tidings.transport;

import jakarta.websocket.Session;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Any container: only what Jakarta WebSocket promises is used. Where it is a Tyrus that is known,
 * frames are judged before it sees them, since it would not do that: see {@link CheckedFrames}.
 */
final class PortableContainer implements SocketContainer {

  private static final System.Logger LOG = System.getLogger(PortableContainer.class.getName());

  private final int maxPayload;
  private final Optional<TyrusSockets> tyrus;
  private final AtomicBoolean surprised = new AtomicBoolean();

  /**
   * @param known whether it may be Tyrus that runs us
   */
  PortableContainer(int maxPayload, boolean known) {
    this.maxPayload = maxPayload;
    this.tyrus = known ? tyrus() : Optional.empty();
  }

  private static Optional<TyrusSockets> tyrus() {
    try {
      return Optional.of(new TyrusSockets());
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      LOG.log(Level.WARNING, "The server alone judges frames of WebSockets: " + e);
      return Optional.empty();
    }
  }

  @Override
  public FrameSender sender(
      Session socket, FrameSender.Outcome outcome, FrameShortcut.Messages messages) {
    tyrus.ifPresent(sockets -> check(sockets, socket, messages));
    return new PortableSender(socket.getAsyncRemote(), outcome);
  }

  private void check(TyrusSockets sockets, Session socket, FrameShortcut.Messages messages) {
    try {
      Object handler = sockets.handler(sockets.writer(sockets.protocol(socket)));
      sockets.check(handler, new FrameJudge(maxPayload), messages);
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      if (!surprised.getAndSet(true)) {
        LOG.log(Level.WARNING, "The server alone judges frames of a WebSocket: " + e);
      }
    }
  }

  @Override
  public String description() {
    return "portable: one message at a time, by the standard API";
  }
}
