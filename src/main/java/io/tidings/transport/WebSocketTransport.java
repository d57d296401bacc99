package io.tidings.transport;

import io.tidings.access.MemoryBudget.Account;
import io.tidings.engine.CloseReason;
import io.tidings.engine.PacketReceiver;
import io.tidings.engine.TransportName;
import io.tidings.packet.EncodedPacket;
import jakarta.websocket.CloseReason.CloseCode;
import jakarta.websocket.CloseReason.CloseCodes;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** One WebSocket of one session, which started with it or may move here. */
final class WebSocketTransport
    implements BindableTransport, FrameSender.Outcome, FrameShortcut.Messages {

  /** Seconds that a client has to take what was sent before its connection was closed. */
  private static final int CLOSE_GRACE = 5;

  /**
   * Milliseconds after its opening before a WebSocket is closed. The thread that upgraded the
   * request is still on its way out of the container, and on Payara a close from another thread
   * would recycle the request under its feet.
   */
  private static final int SETTLING = 20;

  private static final Executor WHEN_SETTLED =
      CompletableFuture.delayedExecutor(SETTLING, TimeUnit.MILLISECONDS);

  private static final Executor AFTER_GRACE =
      CompletableFuture.delayedExecutor(CLOSE_GRACE, TimeUnit.SECONDS);

  private final jakarta.websocket.Session socket;
  private final FrameSender sender;
  private final Runnable deafen;
  private final Runnable cut;
  private final long openedAt = System.nanoTime();
  private final PartialMessage held = new PartialMessage();
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile boolean ready = true;
  private volatile PacketReceiver receiver;

  WebSocketTransport(
      jakarta.websocket.Session socket, Handover.Pending pending, SocketContainer container) {
    this.socket = socket;
    this.receiver = pending.receiver();
    this.deafen = pending.deafen();
    this.cut = pending.cut();
    this.sender = container.sender(socket, this, this);
  }

  @Override
  public void bind(PacketReceiver next) {
    receiver = next;
  }

  @Override
  public TransportName name() {
    return TransportName.WEBSOCKET;
  }

  @Override
  public boolean isReady() {
    return ready && !closed.get();
  }

  /** One write is under way at a time; the next may come when this one was taken. */
  @Override
  public void write(List<EncodedPacket> packets) {
    ready = false;
    sender.send(packets);
  }

  @Override
  public void sent() {
    ready = true;
    receiver.flush();
  }

  @Override
  public void failed(Throwable cause) {
    lose(CloseReason.TRANSPORT_ERROR);
  }

  @Override
  public Optional<EncodedPacket> complaint(String why) {
    return sender.complaint(why);
  }

  @Override
  public void close(CloseReason reason) {
    if (closed.compareAndSet(false, true)) {
      holdNothing();
      closeSocket(code(reason), reason.text());
    }
  }

  @Override
  public void receive(String message) {
    receiver.receive(this, message);
  }

  @Override
  public void receive(byte[] message) {
    receiver.receive(this, message);
  }

  void pong() {
    receiver.pong(this);
  }

  /** The client sent what no WebSocket client may send. */
  @Override
  public void refuse(CloseCode code, String why) {
    lose(CloseReason.TRANSPORT_ERROR, code, why);
  }

  @Override
  public boolean holds(long bytes) {
    Account account = receiver.account();
    synchronized (held) {
      return held.resize(bytes, account);
    }
  }

  private void holdNothing() {
    synchronized (held) {
      held.end();
    }
  }

  /** The connection failed. */
  void lose(CloseReason reason) {
    lose(reason, CloseCodes.NORMAL_CLOSURE, "");
  }

  /** The connection is closed already. */
  void closedByClient(CloseReason reason) {
    if (closed.compareAndSet(false, true)) {
      holdNothing();
      receiver.transportClosed(this, reason);
    }
  }

  private void lose(CloseReason reason, CloseCode code, String why) {
    if (closed.compareAndSet(false, true)) {
      holdNothing();
      closeSocket(code, why);
      receiver.transportClosed(this, reason);
    }
  }

  private void closeSocket(CloseCode code, String why) {
    if (TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - openedAt) < SETTLING) {
      WHEN_SETTLED.execute(() -> closeNow(code, why));
    } else {
      closeNow(code, why);
    }
  }

  private void closeNow(CloseCode code, String why) {
    deafen.run();
    try {
      socket.close(new jakarta.websocket.CloseReason(code, why));
    } catch (IOException | IllegalStateException e) {
      // It is gone already, and that is what was wanted.
    }
    AFTER_GRACE.execute(cut);
  }

  private static CloseCode code(CloseReason reason) {
    return switch (reason) {
      case SERVER_SHUTDOWN -> CloseCodes.GOING_AWAY;
      case OUTBOX_FULL, INBOX_FULL, TOO_MANY_EVENTS, CONNECT_TIMEOUT, PING_TIMEOUT ->
          CloseCodes.VIOLATED_POLICY;
      case PARSE_ERROR -> CloseCodes.PROTOCOL_ERROR;
      default -> CloseCodes.NORMAL_CLOSURE;
    };
  }
}
