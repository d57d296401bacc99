package io.tidings.engine;

import io.tidings.access.MemoryBudget;
import io.tidings.access.MemoryBudget.Account;
import io.tidings.config.EngineConfig;
import io.tidings.config.OutboxConfig;
import io.tidings.packet.EncodedPacket;
import io.tidings.packet.EngineCodec;
import io.tidings.packet.EnginePacket;
import io.tidings.packet.PacketException;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * One client's Engine.IO v4 connection, over whichever transport it uses at the time.
 *
 * <p>It answers the protocol's own packets, keeps the heartbeat, moves to a better transport, and
 * hands messages to its {@link SessionListener}. What a client sends never makes it throw: a fault
 * ends the session.
 */
public final class Session implements PacketReceiver {

  /** How long the goodbye of a client that closed waits for the GET that belongs to it. */
  private static final long LAST_POLL = 100;

  /** How long a client whose GET was lost may take to poll again before its session ends. */
  private static final long NEXT_POLL = 1_000;

  private enum State {
    OPEN,
    /** Takes nothing more, and still sends what waits. */
    CLOSING,
    CLOSED,
    /** Goes on at another instance. */
    LEFT
  }

  private final String id;
  private final EngineConfig config;
  private final HandshakeRequest request;
  private final SessionListener listener;
  private final Consumer<Session> whenEnded;
  private final Timer timer;
  private final Account account;
  private final Outbox outbox;
  private final Heartbeat heartbeat;
  private final Upgrade upgrade;

  private volatile State state = State.OPEN;
  private volatile Transport transport;
  private Timer.Handle closeTimer;
  private CloseReason closedLate;
  private volatile Object attachment;

  Session(
      String id,
      EngineConfig config,
      OutboxConfig outboxConfig,
      Timer timer,
      MemoryBudget budget,
      HandshakeRequest request,
      SessionListener listener,
      Consumer<Session> whenEnded) {
    this.id = id;
    this.config = config;
    this.timer = timer;
    this.request = request;
    this.listener = listener;
    this.whenEnded = whenEnded;
    account = budget.open(() -> terminate(CloseReason.OUT_OF_MEMORY));
    outbox = new Outbox(outboxConfig, account, () -> terminate(CloseReason.OUTBOX_FULL));
    upgrade = new Upgrade(this, config, timer);
    heartbeat =
        new Heartbeat(
            config, timer, () -> send(EngineCodec.PING), () -> terminate(CloseReason.PING_TIMEOUT));
  }

  /** Tells the listener, and sends the open packet over the session's first transport. */
  void start(Transport first) {
    transport = first;
    outbox.attach(first);
    heartbeat.start();
    // The listener is told before the first write, which may find the connection gone.
    offer(EngineCodec.open(Handshake.json(id, config, first.name())));
    listener.onOpen(this);
    outbox.flush();
  }

  /** Goes on where another instance left off, over a transport that the client has moved to. */
  void resume(SessionState state, Transport over) {
    transport = over;
    outbox.attach(over);
    state.unsent().forEach(outbox::offer);
    heartbeat.start(state.untilPing());
  }

  /** The session's id, known to its client alone: whoever has it can speak for the client. */
  public String id() {
    return id;
  }

  public HandshakeRequest request() {
    return request;
  }

  public EngineConfig config() {
    return config;
  }

  /** What this client makes the instance hold. */
  @Override
  public Account account() {
    return account;
  }

  /** The transport in use now; once the session has ended, one that does nothing. */
  public Transport transport() {
    return transport;
  }

  public boolean isOpen() {
    return state == State.OPEN;
  }

  /** What the listener keeps with this session; null until it sets something. */
  public Object attachment() {
    return attachment;
  }

  public void attach(Object value) {
    attachment = value;
  }

  /**
   * Adds a packet to the outbox without sending it yet: {@link #flush} does, and ends the session
   * when there was no room for it. Never blocks, and may be called under any lock.
   */
  public void offer(EncodedPacket packet) {
    if (state == State.OPEN || state == State.LEFT) {
      outbox.offer(packet);
    }
  }

  /** Something was too much for this client: the next {@link #flush} ends the session. */
  public void overflow() {
    outbox.overflow();
  }

  /** Sends a packet as soon as the transport is ready. Never blocks. */
  public void send(EncodedPacket packet) {
    offer(packet);
    outbox.flush();
  }

  /** Sends what waits, if the transport is ready. */
  @Override
  public void flush() {
    outbox.flush();
  }

  /** Whether all that was offered has been handed to the transport. */
  public boolean isIdle() {
    return outbox.isIdle();
  }

  @Override
  public void receive(Transport from, String packet) {
    try {
      receive(from, EngineCodec.decode(packet));
    } catch (PacketException e) {
      fail(from);
    }
  }

  @Override
  public void receive(Transport from, byte[] message) {
    receive(from, new EnginePacket.Binary(message));
  }

  /** Takes one packet that came over a transport. */
  public void receive(Transport from, EnginePacket packet) {
    if (from == transport) {
      receiveCurrent(packet);
    } else {
      upgrade.receive(from, packet);
    }
  }

  private void receiveCurrent(EnginePacket packet) {
    if (state == State.CLOSING && packet instanceof EnginePacket.Close) {
      end(CloseReason.CLIENT_CLOSE);
    }
    if (state != State.OPEN) {
      return;
    }
    if (packet instanceof EnginePacket.Text text) {
      listener.onText(this, text.data());
    } else if (packet instanceof EnginePacket.Binary binary) {
      listener.onBinary(this, binary.data());
    } else if (packet instanceof EnginePacket.Pong) {
      heartbeat.pong();
    } else if (packet instanceof EnginePacket.Close) {
      closedByClient();
    } else if (!(packet instanceof EnginePacket.Noop)) {
      // A ping from a v4 client, an open, an upgrade out of place.
      terminate(CloseReason.PARSE_ERROR);
    }
  }

  /**
   * Begins to try another transport. The session moves there when the client has sent {@code
   * 2probe} and {@code 5} over it.
   *
   * @return false when it may not: the session is not on polling, is being upgraded already, or
   *     upgrades are off
   */
  public boolean probe(Transport candidate) {
    boolean allowed =
        state == State.OPEN
            && config.allowUpgrades()
            && transport.name() == TransportName.POLLING
            && upgrade.begin(candidate);
    if (allowed && state == State.CLOSED) {
      upgrade.cancel();
    }
    return allowed;
  }

  /** The client asked to go on over the transport that was tried. */
  void upgradeTo(Transport better) {
    Transport old = changeTo(better);
    if (old == null) {
      better.close(CloseReason.TRANSPORT_ERROR);
      return;
    }
    old.close(CloseReason.UPGRADED);
    outbox.flush();
  }

  /** The transport of before; null when the session is over, and does not change any more. */
  private synchronized Transport changeTo(Transport better) {
    if (state == State.CLOSED || state == State.LEFT) {
      return null;
    }
    Transport old = transport;
    transport = better;
    outbox.attach(better);
    return old;
  }

  /** A polling transport has a GET parked, which may have come in the middle of an upgrade. */
  public void pollArrived() {
    upgrade.pollArrived();
    outbox.flush();
  }

  /**
   * The client of a polling transport disconnected while its GET waited, or before it had the
   * answer. Nothing is lost: what it was to be sent waits for its next GET, and when none comes
   * soon the session ends, so that the client's state can be recovered.
   *
   * @param stillLost whether no GET has come since
   */
  public void pollLost(Transport from, BooleanSupplier stillLost) {
    timer.schedule(
        NEXT_POLL,
        () -> {
          if (stillLost.getAsBoolean()) {
            transportClosed(from, CloseReason.TRANSPORT_ERROR);
          }
        });
  }

  /** Sends a parked GET home with nothing. */
  public void releasePoll() {
    if (transport.isReady()) {
      send(EngineCodec.NOOP);
    }
  }

  @Override
  public void transportClosed(Transport from, CloseReason reason) {
    if (from == transport) {
      if (state == State.OPEN) {
        terminate(reason);
      } else {
        end(reason);
      }
    } else {
      upgrade.lost(from);
    }
  }

  /** Ends the session because of what its client sent. */
  public void fail(String why) {
    Optional<EncodedPacket> complaint = transport.complaint(why);
    if (complaint.isPresent()) {
      offer(complaint.get());
      close(CloseReason.PARSE_ERROR);
    } else {
      terminate(CloseReason.PARSE_ERROR);
    }
  }

  private void fail(Transport from) {
    if (from == transport) {
      terminate(CloseReason.PARSE_ERROR);
    } else {
      transportClosed(from, CloseReason.PARSE_ERROR);
    }
  }

  /** Whether the client has left a ping unanswered for too long, even if no timer said so yet. */
  public boolean isOverdue() {
    return heartbeat.isOverdue();
  }

  /** The GET that comes with a client's last POST may be behind it; it is answered all the same. */
  private void closedByClient() {
    if (transport.name() == TransportName.POLLING) {
      finish(CloseReason.CLIENT_CLOSE, EngineCodec.NOOP, LAST_POLL);
    } else {
      terminate(CloseReason.CLIENT_CLOSE);
    }
  }

  /** Ends the session once what waits has been sent, within the ping timeout. */
  public void close(CloseReason reason) {
    finish(reason, EngineCodec.CLOSE, config.pingTimeout());
  }

  /**
   * @param farewell the last packet, where a polling client waits for one
   */
  private void finish(CloseReason reason, EncodedPacket farewell, long limit) {
    synchronized (this) {
      // An upgrade under way goes on: its client takes nothing by the old transport any more.
      if (!leaveOpen()) {
        closedLate = reason;
        return;
      }
      closeTimer = timer.schedule(limit, () -> end(reason));
    }
    listener.onClose(this, reason);
    outbox.finish(() -> sayGoodbye(reason, farewell));
  }

  /**
   * In an answer of its own: clients act on a close packet at once, and on what came before it in
   * the same payload only later.
   */
  private void sayGoodbye(CloseReason reason, EncodedPacket farewell) {
    if (transport.name() == TransportName.POLLING) {
      transport.write(List.of(farewell));
    }
    end(reason);
  }

  /** Ends the session now. */
  public void terminate(CloseReason reason) {
    synchronized (this) {
      if (!leaveOpen()) {
        return;
      }
    }
    end(reason);
    listener.onClose(this, reason);
  }

  /**
   * Sends nothing more for now; what it is given waits.
   *
   * @param task is run once no write is under way
   */
  public void pause(Runnable task) {
    outbox.pause(task);
  }

  /** Sends again what waits, after {@link #pause}. */
  public void unpause() {
    outbox.resume();
  }

  /**
   * Leaves this instance. Nothing is told: the listener takes part by {@link SessionMoves}.
   *
   * @param elsewhere takes what this session is still given to send
   * @return empty when it is not open any more
   */
  Optional<SessionState> leave(Consumer<EncodedPacket> elsewhere) {
    long untilPing = heartbeat.untilPing();
    synchronized (this) {
      if (state != State.OPEN) {
        return Optional.empty();
      }
      // In one step: what is sent at this moment by others goes along, or after it.
      state = State.LEFT;
    }
    heartbeat.stop();
    account.end();
    List<EncodedPacket> unsent = outbox.redirect(elsewhere);
    if (outbox.hasOverflowed()) {
      // What follows there would follow on a gap.
      closeLate(CloseReason.OUTBOX_FULL);
    }
    return Optional.of(new SessionState(id, request, untilPing, unsent));
  }

  /** Why it was to be closed here when it had just left, or ended; empty when it was not. */
  public synchronized Optional<CloseReason> closedLate() {
    return Optional.ofNullable(closedLate);
  }

  private synchronized void closeLate(CloseReason reason) {
    closedLate = reason;
  }

  private boolean leaveOpen() {
    if (state != State.OPEN) {
      return false;
    }
    state = State.CLOSING;
    heartbeat.stop();
    return true;
  }

  private void end(CloseReason reason) {
    Transport last;
    synchronized (this) {
      if (state == State.CLOSED || state == State.LEFT) {
        return;
      }
      state = State.CLOSED;
      last = transport;
      if (closeTimer != null) {
        closeTimer.cancel();
      }
    }
    outbox.discard();
    account.end();
    whenEnded.accept(this);
    upgrade.cancel();
    last.close(reason);
    transport = new ClosedTransport(last.name());
  }
}
