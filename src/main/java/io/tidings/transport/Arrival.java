package io.tidings.transport;

import io.tidings.access.MemoryBudget.Account;
import io.tidings.access.MemoryBudget.Holding;
import io.tidings.access.MemoryBudget.Use;
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

  /** What the messages of a client may weigh that wait for its session, or for its owner. */
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
    /**
     * The session will be here in a moment; what its client sends waits for it, and so does the end
     * of the connection.
     */
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
  private long waitingWeight;

  /** Opened with the connection, ended with the way of the session. */
  private Account account;

  /** What waits here, in the memory budget. */
  private Holding held;

  private boolean counting;
  private long carried;
  private CompletableFuture<String> expected;
  private List<EncodedPacket> toWrite;
  private CompletableFuture<Boolean> written;
  private boolean writing;
  private volatile Session session;

  /** Why the connection ended before the session was here; null while it has not. */
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
      account = moving.engine().budget().open(() -> end(CloseReason.OUT_OF_MEMORY, true));
      held = account.holding(Use.MOVES);
      counting = true;
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
        return carry(frame);
      }
      case EXPECTING, ARRIVING -> {
        waitingWeight += frame.weight();
        if (waitingWeight > MAX_WAITING) {
          waiting.clear();
          return () -> end(CloseReason.INBOX_FULL, true);
        }
        if (!held.resize(waitingWeight)) {
          waiting.clear();
          return () -> end(CloseReason.OUT_OF_MEMORY, true);
        }
        waiting.add(frame);
        return NOTHING;
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
      }
    }
    if (welcome) {
      transport.write(List.of(EngineCodec.PONG_PROBE));
    } else {
      giveUp();
    }
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

  /** Asked under the lock: the owner must have all of them before it hears of {@link #expect}. */
  private Runnable carry(Frame frame) {
    waitingWeight += frame.weight();
    if (waitingWeight > MAX_WAITING) {
      return () -> end(CloseReason.INBOX_FULL, true);
    }
    if (!held.resize(waitingWeight)) {
      return () -> end(CloseReason.OUT_OF_MEMORY, true);
    }
    WireWriter message = MoveRequest.write(Kind.RECEIVED, sid).number(++carried);
    frame.write(message);
    CompletionStage<Moving.Answer> told = moving.ask(origin, message);
    return () ->
        told.whenComplete((answer, failure) -> told(frame, failure == null && answer.yes()));
  }

  /** How many messages of the client its owner was sent. */
  synchronized long carried() {
    return carried;
  }

  private void told(Frame frame, boolean taken) {
    synchronized (this) {
      waitingWeight -= frame.weight();
      if (counting) {
        held.resize(waitingWeight);
      }
    }
    if (!taken) {
      giveUp();
    }
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
    for (Runnable next = nextWrite(); next != null; next = nextWrite()) {
      next.run();
    }
  }

  /** What is to be done now about what the owner wants to be written; null for nothing. */
  private synchronized Runnable nextWrite() {
    if (writing || !transport.isReady()) {
      return null;
    }
    if (toWrite != null) {
      List<EncodedPacket> packets = toWrite;
      toWrite = null;
      writing = true;
      return () -> writeNow(packets);
    }
    if (written != null) {
      CompletableFuture<Boolean> done = written;
      written = null;
      return () -> done.complete(true);
    }
    return null;
  }

  private void writeNow(List<EncodedPacket> packets) {
    try {
      transport.write(packets);
    } finally {
      synchronized (this) {
        writing = false;
      }
    }
  }

  /**
   * The session is about to leave its owner.
   *
   * @return the place behind which it will miss no broadcast here
   */
  CompletionStage<String> expect() {
    CompletableFuture<String> place = new CompletableFuture<>();
    synchronized (this) {
      if (state != State.CARRYING) {
        return CompletableFuture.failedFuture(new IllegalStateException("not carrying"));
      }
      state = State.EXPECTING;
      expected = place;
      limit(ON_ITS_WAY);
    }
    moving.moves().expect().thenAccept(place::complete);
    return place;
  }

  private void forget() {
    expected.thenAccept(moving.moves()::forget);
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
    return comeIn(sessionState, listenersState)
        .handle(
            (nothing, failure) -> {
              arrived(failure);
              return failure == null;
            });
  }

  private CompletionStage<Void> comeIn(SessionState sessionState, byte[] listenersState) {
    try {
      session = moving.engine().adopt(sessionState, transport);
      return moving.moves().arrive(session, listenersState);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private void arrived(Throwable failure) {
    if (session == null) {
      synchronized (this) {
        state = State.EXPECTING;
      }
      giveUp();
      return;
    }
    forget();
    if (failure != null) {
      session.terminate(CloseReason.TRANSPORT_ERROR);
    }
    takeWhatWaited();
    release();
    transport.bind(session);
    moving.ended(sid, this);
    if (lost != null) {
      session.transportClosed(transport, lost);
    }
  }

  /** With the last of it the session takes over. */
  private void takeWhatWaited() {
    while (true) {
      List<EncodedPacket> packets;
      Frame frame;
      synchronized (this) {
        packets = List.copyOf(forwarded);
        forwarded.clear();
        frame = waiting.poll();
        if (packets.isEmpty() && frame == null) {
          state = State.ARRIVED;
          return;
        }
      }
      packets.forEach(session::send);
      if (frame != null) {
        frame.bring(session, transport);
      }
    }
  }

  @Override
  public void transportClosed(Transport from, CloseReason reason) {
    synchronized (this) {
      if (state == State.EXPECTING || state == State.ARRIVING) {
        // The session is given what its client sent before that, and then this.
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
    if (endsArriving(reason)) {
      return;
    }
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
    release();
    if (expecting) {
      forget();
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

  /** Nothing waits here any more. */
  private synchronized void release() {
    if (counting) {
      counting = false;
      held.resize(0);
      account.end();
    }
  }

  /** A session that is on its way in ends by itself, and then does not arrive. */
  private boolean endsArriving(CloseReason reason) {
    synchronized (this) {
      if (state != State.ARRIVING) {
        return false;
      }
    }
    if (session != null) {
      session.terminate(reason);
    }
    return true;
  }
}
