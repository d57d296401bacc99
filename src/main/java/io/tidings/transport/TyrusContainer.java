package io.tidings.transport;

import io.tidings.packet.EncodedPacket;
import jakarta.websocket.Session;
import java.lang.System.Logger.Level;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.glassfish.tyrus.core.BaseContainer;
import org.glassfish.tyrus.core.TyrusWebSocketEngine;
import org.glassfish.tyrus.spi.CompletionHandler;
import org.glassfish.tyrus.spi.ServerContainer;
import org.glassfish.tyrus.spi.Writer;

/**
 * The class that knows Tyrus 2.1, with {@link CatalinaUpgrade} and {@link DirectWriter}. It reaches
 * past the standard API for two things: ready frames go to the connection's writer as they are,
 * many in one write; and Tyrus schedules no idle timer for each message any more, which on Payara
 * costs more than all the rest of sending it (Engine.IO has a heartbeat of its own).
 */
final class TyrusContainer implements SocketContainer {

  /** Bytes read at once; above the largest frame, this is what a connection may have unread. */
  private static final int READ_SIZE = 64 * 1024;

  /** The longest header of a frame (RFC 6455, section 5.2). */
  private static final int FRAME_HEADER = 14;

  private static final System.Logger LOG = System.getLogger(TyrusContainer.class.getName());

  private final AtomicBoolean surprised = new AtomicBoolean();
  private final TyrusSockets sockets;
  private final int maxPayload;

  /**
   * @throws ReflectiveOperationException when this is a Tyrus that looks different inside
   * @throws LinkageError when Tyrus is not there, or another one
   * @throws ClassCastException when another container is in use
   */
  TyrusContainer(jakarta.websocket.server.ServerContainer server, int maxPayload)
      throws ReflectiveOperationException {
    this.maxPayload = maxPayload;
    sockets = new TyrusSockets();
    boolean first = replaceTimer((BaseContainer) server);
    limitInput(
        (TyrusWebSocketEngine) ((ServerContainer) server).getWebSocketEngine(), maxPayload, first);
  }

  private static boolean replaceTimer(BaseContainer container) throws ReflectiveOperationException {
    Field timer = Inside.field(BaseContainer.class, "managedScheduledExecutorService");
    boolean first = !(timer.get(container) instanceof NoTimer);
    if (first) {
      timer.set(container, new NoTimer());
    }
    return first;
  }

  /**
   * A frame over the limit is refused by us when it is complete; that one must fit, and no more
   * than that should be kept for a client that never completes it.
   */
  @SuppressWarnings("deprecation")
  private static void limitInput(TyrusWebSocketEngine engine, int maxPayload, boolean first)
      throws ReflectiveOperationException {
    int needed = maxPayload + 1 + FRAME_HEADER + READ_SIZE;
    int current = Inside.field(TyrusWebSocketEngine.class, "incomingBufferSize").getInt(engine);
    engine.setIncomingBufferSize(first ? needed : Math.max(current, needed));
  }

  @Override
  public FrameSender sender(
      Session socket, FrameSender.Outcome outcome, FrameShortcut.Messages messages) {
    try {
      Object protocol = sockets.protocol(socket);
      Writer found = sockets.writer(protocol);
      Object handler = sockets.handler(found);
      sockets.limitReads(handler, READ_SIZE);
      FrameJudge judge = new FrameJudge(maxPayload);
      sockets.check(handler, judge, messages);
      Writer direct =
          CatalinaUpgrade.end(handler, found, others -> new FrameShortcut(judge, messages, others));
      sockets.setWriter(protocol, direct);
      return new WriterSender(direct, outcome);
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      if (!surprised.getAndSet(true)) {
        LOG.log(Level.WARNING, "A WebSocket is served in the portable way: " + e);
      }
      return new PortableSender(socket.getAsyncRemote(), outcome);
    }
  }

  @Override
  public boolean writesFast() {
    return true;
  }

  @Override
  public String description() {
    return "Tyrus: ready frames to its writer, no idle timers";
  }

  /** Hands frames to Tyrus's writer, which is safe beside Tyrus's own pongs and close frames. */
  private static final class WriterSender extends CompletionHandler<ByteBuffer>
      implements FrameSender {

    private final Writer writer;
    private final Outcome outcome;

    private WriterSender(Writer writer, Outcome outcome) {
      this.writer = writer;
      this.outcome = outcome;
    }

    @Override
    public void send(List<EncodedPacket> packets) {
      writer.write(FrameBatch.of(packets), this);
    }

    @Override
    public void completed(ByteBuffer written) {
      outcome.sent();
    }

    @Override
    public void failed(Throwable cause) {
      outcome.failed(cause);
    }

    @Override
    public void cancelled() {
      outcome.failed(null);
    }
  }

  /** Forgets what it is asked to do once and later; Tyrus asks for nothing but idle timers. */
  private static final class NoTimer extends ScheduledThreadPoolExecutor {

    private final ScheduledFuture<?> never = super.schedule(() -> {}, 0, TimeUnit.SECONDS);

    private NoTimer() {
      super(0);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
      return never;
    }
  }
}
