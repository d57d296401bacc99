package io.tidings.transport;

import io.tidings.engine.CloseReason;
import io.tidings.engine.Session;
import io.tidings.engine.SessionState;
import io.tidings.engine.Transport;
import io.tidings.engine.TransportName;
import io.tidings.packet.EncodedPacket;
import io.tidings.relay.WireWriter;
import io.tidings.transport.MoveRequest.Kind;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The way of a session to the instance that its client opened a WebSocket to, seen from the one
 * that it leaves. Until the session has left, this is its transport: what it sends goes by way of
 * the other instance, and so does what it receives. So nothing is late while a handler is still at
 * work here, and nothing depends on how soon it leaves.
 */
final class Departure implements Transport {

  private static final Logger LOG = Logger.getLogger(Departure.class.getName());

  private final Session session;
  private final Moving moving;
  private final String destination;
  private final CompletableFuture<Boolean> probed = new CompletableFuture<>();
  private final CompletableFuture<Boolean> moved = new CompletableFuture<>();
  private volatile boolean upgraded;
  private volatile boolean closed;
  private volatile boolean writing;
  private volatile SessionState left;
  private long received;

  Departure(Session session, Moving moving, String destination) {
    this.session = session;
    this.moving = moving;
    this.destination = destination;
  }

  String destination() {
    return destination;
  }

  /** The client asks to try the other transport; whether it may. */
  CompletionStage<Boolean> probe() {
    if (session.probe(this)) {
      session.receive(this, "2probe");
    } else {
      closed = true;
      probed.complete(false);
    }
    return probed;
  }

  /** The client has changed to the other transport; whether the session has followed it. */
  CompletionStage<Boolean> upgrade() {
    upgraded = true;
    session.receive(this, "5");
    if (session.transport() == this) {
      depart();
    } else {
      moved.complete(false);
    }
    return moved;
  }

  /**
   * The client has sent a message.
   *
   * @param number counts them from 1: one that is out of order ends the session
   */
  void receive(long number, Frame message) {
    boolean inOrder;
    synchronized (this) {
      inOrder = number == ++received;
    }
    if (inOrder) {
      message.bring(session, this);
    } else {
      session.transportClosed(this, CloseReason.TRANSPORT_ERROR);
    }
  }

  /** The client's connection is gone. */
  void lost(CloseReason reason) {
    closed = true;
    session.transportClosed(this, reason);
  }

  @Override
  public TransportName name() {
    return TransportName.WEBSOCKET;
  }

  @Override
  public boolean isReady() {
    return upgraded && !writing && !closed;
  }

  @Override
  public void write(List<EncodedPacket> packets) {
    if (!upgraded) {
      // The one thing that is written in a trial is the answer to its probe.
      probed.complete(true);
      return;
    }
    writing = true;
    WireWriter request = MoveRequest.write(Kind.WRITE, session.id());
    MoveCodec.write(request, packets);
    moving.ask(destination, request).whenComplete(this::written);
  }

  private void written(Moving.Answer answer, Throwable failure) {
    if (failure == null && answer.yes()) {
      writing = false;
      session.flush();
    } else {
      lost(CloseReason.TRANSPORT_ERROR);
    }
  }

  @Override
  public void close(CloseReason reason) {
    probed.complete(false);
    moved.complete(false);
    moving.ended(session.id(), this);
    if (!closed) {
      closed = true;
      closeThere(reason);
    }
  }

  private void depart() {
    moving
        .moves()
        .quiesce(session)
        .thenCompose(quiet -> pause())
        .thenCompose(still -> moving.ask(destination, MoveRequest.write(Kind.READY, session.id())))
        .thenCompose(this::leave)
        .thenCompose(this::send)
        .whenComplete(this::arrived);
  }

  /** Before the destination expects the session: a slow client may take its time for a write. */
  private CompletionStage<Void> pause() {
    CompletableFuture<Void> still = new CompletableFuture<>();
    session.pause(() -> still.complete(null));
    return still;
  }

  private CompletionStage<Optional<byte[]>> leave(Moving.Answer ready) {
    if (!ready.yes()) {
      return CompletableFuture.failedFuture(new IllegalStateException("not expected any more"));
    }
    String place = ready.payload().text();
    if (ready.payload().number() != received()) {
      // Redis was away, and this overtook it: it must not get lost in silence.
      return CompletableFuture.failedFuture(new IllegalStateException("a message is missing"));
    }
    return moving.moves().leave(session, place, destination, this::releaseSession);
  }

  private synchronized long received() {
    return received;
  }

  private boolean releaseSession() {
    Optional<SessionState> state = moving.engine().release(session, this::forward);
    state.ifPresent(known -> left = known);
    return state.isPresent();
  }

  /** For those who still hold the session, or one of its sockets. */
  private void forward(EncodedPacket packet) {
    WireWriter request = MoveRequest.write(Kind.FORWARD, session.id());
    MoveCodec.write(request, List.of(packet));
    moving.ask(destination, request);
  }

  private CompletionStage<Boolean> send(Optional<byte[]> listenersState) {
    if (listenersState.isEmpty()) {
      return CompletableFuture.completedFuture(false);
    }
    WireWriter request = MoveRequest.write(Kind.STATE, session.id());
    MoveCodec.write(request, left);
    request.bytes(listenersState.get());
    return moving.ask(destination, request).thenApply(Moving.Answer::yes);
  }

  private void arrived(Boolean there, Throwable failure) {
    if (left == null && failure == null) {
      // The server ends it: its client is sent what waits, and then this is closed.
      session.unpause();
    } else if (left == null) {
      LOG.log(Level.FINE, "A session did not leave", unwrapped(failure));
      session.transportClosed(this, CloseReason.TRANSPORT_ERROR);
      close(CloseReason.TRANSPORT_ERROR);
    } else if (failure == null && there) {
      moving.ended(session.id(), this);
      moving.moves().moved(session);
      moved.complete(true);
      session.closedLate().ifPresent(this::closeThere);
    } else {
      LOG.log(Level.FINE, "A session did not arrive", unwrapped(failure));
      close(CloseReason.TRANSPORT_ERROR);
      moving.moves().lost(session);
    }
  }

  private void closeThere(CloseReason reason) {
    moving.ask(destination, MoveRequest.write(Kind.CLOSE, session.id()).text(reason.name()));
  }

  private static Throwable unwrapped(Throwable failure) {
    return failure instanceof CompletionException ? failure.getCause() : failure;
  }
}
