package io.tidings.transport;

import io.tidings.engine.CloseReason;
import io.tidings.engine.PacketReceiver;
import io.tidings.engine.Session;
import io.tidings.engine.SessionState;
import io.tidings.engine.Timer;
import io.tidings.engine.Transport;
import io.tidings.packet.EncodedPacket;
import io.tidings.packet.EngineCodec;
import io.tidings.relay.WireWriter;
import io.tidings.transport.MoveRequest.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A WebSocket that was opened here for a session of another instance: it is tried out for that one,
 * then carries its packets from afar, and in the end the session comes here.
 */
final class Arrival implements PacketReceiver {

  /** Milliseconds that a session may take to come, once it was said to be on its way. */
  private static final long ON_ITS_WAY = 10_000;

  /** Characters and bytes of a client that may wait for its session. */
  private static final long MAX_WAITING = 16 << 20;

  /** Milliseconds until a session is here: as long as a handler is at work on its events. */
  private static final long PATIENCE = 24 * 3_600_000L;

  private static final Runnable NOTHING = () -> {};

  private enum State {
    /** Nothing has come from the client. */
    OPENED,
    /** The owner is asked about the probe. */
    PROBING,
    PROBED,
    /** The client has changed to this connection; the session is still at its owner. */
    CARRYING,
    /** The session will be here in a moment; what its client sends waits for it. */
    EXPECTING,
    /** The session is here, and what waited is being given to it. */
    ARRIVING,
    ARRIVED,
    OVER
  }

  private final String sid;
  private final String origin;
  private final Moving moving;
  private final Queue<Frame> waiting = new ArrayDeque<>(0);
  private final List<EncodedPacket> forwarded = new ArrayList<>(0);
  private State state = State.OPENED;
  private BindableTransport transport;
  private Timer.Handle timeout;
  private long waitingSize;
  private long carried;
  private List<EncodedPacket> toWrite;
  private CompletableFuture<Boolean> written;
  private volatile Session session;
  private CloseReason lost;

  /**
   * @param origin the instance that has the session
   */
  Arrival(String sid, String origin, Moving moving) {
    this.sid = sid;
    this.origin = origin;
    this.moving = moving;
  }

  /** The connection is open. */
  void opened(BindableTransport connection) {
    synchronized (this) {
      transport = connection;
      limit(moving.engine().config().upgradeTimeout());
    }
    if (!moving.began(sid, this)) {
      close(CloseReason.TRANSPORT_ERROR);
    }
  }

  private void limit(long millis) {
    timeout = moving.engine().timer().schedule(millis, this::giveUp);
  }

  @Override
  public void receive(Transport from, String packet) {
    receive(Frame.of(packet));
  }

  @Override
  public void receive(Transport from, byte[] message) {
    receive(Frame.of(message));
  }

  private void receive(Frame frame) {
    Runnable then;
    synchronized (this) {
      then = step(frame);
    }
    then.run();
  }

  private Runnable step(Frame frame) {
    switch (state) {
      case OPENED -> {
        state = State.PROBING;
        return frame.is("2probe") ? this::probe : this::giveUp;
      }
      case PROBED -> {
        timeout.cancel();
        state = State.CARRYING;
        return frame.is("5") ? this::upgrade : this::giveUp;
      }
      case CARRYING -> {
        WireWriter message = MoveRequest.write(Kind.RECEIVED, sid).number(++carried);
        frame.write(message);
        return () -> tell(message);
      }
      case EXPECTING, ARRIVING -> {
        waiting.add(frame);
        waitingSize += frame.size();
        return waitingSize > MAX_WAITING ? this::giveUp : NOTHING;
      }
      case ARRIVED -> {
        return () -> frame.bring(session, transport);
      }
      case OVER -> {
        return NOTHING;
      }
      default -> {
        return this::giveUp;
      }
    }
  }

  private void probe() {
    long patience = moving.engine().config().upgradeTimeout();
    moving
        .ask(origin, MoveRequest.write(Kind.PROBE, sid), patience)
        .whenComplete((answer, failure) -> probed(failure == null && answer.yes()));
  }

  private void probed(boolean welcome) {
    synchronized (this) {
      if (state != State.PROBING) {
        return;
      }
      if (welcome) {
        state = State.PROBED;
        transport.write(List.of(EngineCodec.PONG_PROBE));
        return;
      }
    }
    giveUp();
  }

  private void upgrade() {
    moving
        .ask(origin, MoveRequest.write(Kind.UPGRADE, sid), PATIENCE)
        .whenComplete((answer, failure) -> checkArrived());
  }

  /** The owner has nothing more to say: the session is here, or there is none. */
  private void checkArrived() {
    synchronized (this) {
      if (state == State.ARRIVING || state == State.ARRIVED) {
        return;
      }
    }
    giveUp();
  }

  private void tell(WireWriter message) {
    moving
        .ask(origin, message)
        .whenComplete(
            (answer, failure) -> {
              if (failure != null || !answer.yes()) {
                giveUp();
              }
            });
  }

  /** Writes packets of the session, which is not here yet. Completes when the next may come. */
  CompletionStage<Boolean> write(List<EncodedPacket> packets) {
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    synchronized (this) {
      if (state == State.OVER) {
        return CompletableFuture.completedFuture(false);
      }
      toWrite = packets;
      written = done;
    }
    flush();
    return done;
  }

  @Override
  public void flush() {
    if (session != null) {
      session.flush();
      return;
    }
    CompletableFuture<Boolean> done = null;
    synchronized (this) {
      if (transport.isReady() && toWrite != null) {
        List<EncodedPacket> packets = toWrite;
        toWrite = null;
        transport.write(packets);
      } else if (transport.isReady() && written != null) {
        done = written;
        written = null;
      }
    }
    if (done != null) {
      done.complete(true);
    }
  }

  /**
   * The session is about to leave its owner.
   *
   * @return the place behind which it will miss no broadcast here
   */
  CompletionStage<String> expect() {
    synchronized (this) {
      if (state != State.CARRYING) {
        return CompletableFuture.failedFuture(new IllegalStateException("not carrying"));
      }
      state = State.EXPECTING;
      limit(ON_ITS_WAY);
    }
    return moving.moves().expect();
  }

  /** A packet for the session, from where it was. */
  void forward(EncodedPacket packet) {
    synchronized (this) {
      if (state == State.EXPECTING || state == State.ARRIVING) {
        forwarded.add(packet);
        return;
      }
    }
    if (session != null) {
      session.send(packet);
    }
  }

  /** Here is the session; whether it goes on. */
  CompletionStage<Boolean> arrive(SessionState sessionState, byte[] listenersState) {
    synchronized (this) {
      if (state != State.EXPECTING) {
        return CompletableFuture.completedFuture(false);
      }
      state = State.ARRIVING;
      timeout.cancel();
    }
    session = moving.engine().adopt(sessionState, transport);
    return moving
        .moves()
        .arrive(session, listenersState)
        .handle((nothing, failure) -> arrived(failure));
  }

  private boolean arrived(Throwable failure) {
    moving.moves().forget();
    moving.ended(sid, this);
    if (failure != null) {
      session.terminate(CloseReason.TRANSPORT_ERROR);
    }
    for (Frame frame = next(); frame != null; frame = next()) {
      frame.bring(session, transport);
    }
    transport.bind(session);
    if (lost != null) {
      session.transportClosed(transport, lost);
    }
    return failure == null;
  }

  /** The next message that waited; with the last of them the session takes over. */
  private Frame next() {
    synchronized (this) {
      forwarded.forEach(session::send);
      forwarded.clear();
      Frame next = waiting.poll();
      if (next == null) {
        state = State.ARRIVED;
      }
      return next;
    }
  }

  @Override
  public void transportClosed(Transport from, CloseReason reason) {
    synchronized (this) {
      if (state == State.ARRIVING) {
        lost = reason;
        return;
      }
    }
    if (session != null) {
      session.transportClosed(from, reason);
    } else {
      end(reason, true);
    }
  }

  private void giveUp() {
    end(CloseReason.TRANSPORT_ERROR, true);
  }

  /** The session is over, or does not want this connection. */
  void close(CloseReason reason) {
    end(reason, false);
  }

  private void end(CloseReason reason, boolean tellOrigin) {
    boolean expecting;
    CompletableFuture<Boolean> unwritten;
    synchronized (this) {
      if (state == State.ARRIVING || state == State.ARRIVED || state == State.OVER) {
        return;
      }
      expecting = state == State.EXPECTING;
      state = State.OVER;
      timeout.cancel();
      unwritten = written;
    }
    if (expecting) {
      moving.moves().forget();
    }
    moving.ended(sid, this);
    if (unwritten != null) {
      unwritten.complete(false);
    }
    if (tellOrigin) {
      moving.ask(origin, MoveRequest.write(Kind.CLOSED, sid).text(reason.name()));
    }
    transport.close(reason);
  }
}
