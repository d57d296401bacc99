package io.tidings.namespace;

import io.tidings.broadcast.Selection;
import io.tidings.broadcast.SocketRecord;
import io.tidings.engine.CloseReason;
import io.tidings.namespace.ConnectionState.SocketState;
import io.tidings.packet.Arguments;
import io.tidings.packet.EncodedPacket;
import io.tidings.packet.EncodedPacket.Kind;
import io.tidings.packet.SocketPacketEncoder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * One client in one namespace. All methods may be called from any thread, and none blocks.
 *
 * <p>A socket is always in the room of its own id. Once it is disconnected, what is emitted to it
 * is dropped and it can join nothing.
 */
public final class Socket {

  private enum State {
    /** The connect handler runs; what is sent waits for the answer to the client's request. */
    CONNECTING,
    /** The client has been answered; what the connect handler sent follows in a moment. */
    GREETING,
    CONNECTED,
    /** It lives on another instance now; what is done to it here is passed on. */
    MOVED,
    DISCONNECTED
  }

  /**
   * Milliseconds that an answer is waited for where no other time is given: longer than a moment
   * without network, shorter than it takes to notice that a client is gone for good.
   */
  public static final long ACK_TIMEOUT = 10_000;

  /**
   * Milliseconds between the answer to a client's connect and what the connect handler sent: a
   * client that awaits one message after the other must get to listen for the next.
   */
  private static final long GREETING_GAP = 3;

  /** Packets that may wait for a connect handler to end. */
  private static final int MAX_EARLY = 10_000;

  private final String id;
  private final Namespace namespace;
  private final Connection connection;
  private final Server server;
  private final Handshake handshake;
  private final Acks acks;
  private final Set<String> rooms = new HashSet<>(2);
  private final List<EncodedPacket> early = new ArrayList<>(0);
  private volatile State state = State.CONNECTING;
  private final SocketData data;
  private boolean endsAfterConnect;

  /** The instance that it came from, or null when it is where it connected. */
  private final String origin;

  /** The way to where it lives, once it has moved. */
  private Onward onward;

  /** Why it ended while the connect handler still ran. */
  private DisconnectReason endedEarly;

  Socket(
      String id, Namespace namespace, Connection connection, Server server, Handshake handshake) {
    this.id = id;
    this.namespace = namespace;
    this.connection = connection;
    this.server = server;
    this.handshake = handshake;
    this.acks = new Acks(this, server.timer(), 0);
    this.data = new SocketData(server.mapper());
    this.origin = null;
  }

  /** One that comes from another instance, connected there. */
  Socket(
      SocketState from, String origin, Namespace namespace, Connection connection, Server server) {
    this.id = from.id();
    this.namespace = namespace;
    this.connection = connection;
    this.server = server;
    this.handshake = new Handshake(connection.session().request(), from.auth(), from.connected());
    this.acks = new Acks(this, server.timer(), from.nextAck());
    this.data = new SocketData(server.mapper());
    this.data.values().putAll(from.data());
    this.rooms.addAll(from.rooms());
    this.origin = origin;
    this.state = State.CONNECTED;
  }

  /** The public id, which other clients may know. */
  public String id() {
    return id;
  }

  /** The namespace's name, with its leading slash. */
  public String namespace() {
    return namespace.name();
  }

  public Handshake handshake() {
    return handshake;
  }

  public boolean isConnected() {
    return isHere() || state == State.MOVED;
  }

  private boolean isHere() {
    return state == State.CONNECTED || state == State.GREETING;
  }

  /** The rooms that it is in, or was in when it ended, without the one of its own id. */
  public Set<String> rooms() {
    synchronized (this) {
      return Set.copyOf(rooms);
    }
  }

  /** What the application keeps with this socket for as long as it lives. */
  public SocketData data() {
    return data;
  }

  public void join(String room) {
    synchronized (this) {
      if (state == State.DISCONNECTED || room.equals(id) || !rooms.add(room)) {
        return;
      }
      if (state == State.MOVED) {
        onward.join(this, room);
        return;
      }
      server.occurrences().joined(this, room, namespace.rooms().join(room, this));
      if (isHere()) {
        server.presence().joined(namespace(), id, room);
      }
    }
  }

  public void leave(String room) {
    synchronized (this) {
      if (!rooms.remove(room)) {
        return;
      }
      if (state == State.MOVED) {
        onward.leave(this, room);
        return;
      }
      server.occurrences().left(this, room, namespace.rooms().leave(room, this));
      if (isHere()) {
        server.presence().left(namespace(), id, room);
      }
    }
  }

  /**
   * Sends this client an event.
   *
   * @param arguments values with a JSON-B form; {@code byte[]} and {@code ByteBuffer} go as binary
   * @throws IllegalArgumentException when an argument has no JSON form
   */
  public void emit(String event, Object... arguments) {
    emit(event, server.mapper().toArguments(arguments));
  }

  /** Sends this client an event whose arguments are encoded already. */
  public void emit(String event, Arguments arguments) {
    send(SocketPacketEncoder.event(Kind.EVENT, namespace(), event, arguments));
  }

  /**
   * Sends this client an event and expects an answer.
   *
   * @param timeout milliseconds
   * @return the answer; fails with {@link java.util.concurrent.TimeoutException} when none came in
   *     time, with {@link DisconnectedException} when the socket is gone
   */
  public CompletionStage<Arguments> emitWithAck(long timeout, String event, Object... arguments) {
    return emitWithAck(timeout, event, server.mapper().toArguments(arguments));
  }

  /** The same within {@link #ACK_TIMEOUT}. */
  public CompletionStage<Arguments> emitWithAck(String event, Object... arguments) {
    return emitWithAck(ACK_TIMEOUT, event, arguments);
  }

  /** The same with arguments that are encoded already. */
  public CompletionStage<Arguments> emitWithAck(long timeout, String event, Arguments arguments) {
    return acks.expect(
            timeout, ackId -> send(SocketPacketEncoder.event(namespace(), ackId, event, arguments)))
        .orElseGet(() -> onward().emitWithAck(this, timeout, event, arguments));
  }

  private synchronized Onward onward() {
    return onward;
  }

  /** To the sockets in these rooms, without this one. */
  public Sockets to(String... rooms) {
    return broadcast().to(rooms);
  }

  /** To everyone in the namespace, without this socket. */
  public Sockets broadcast() {
    return new Sockets(server, namespace(), Selection.ALL).except(id);
  }

  /**
   * Ends this socket; its client hears {@code io server disconnect}.
   *
   * @param close whether to end the client's whole connection, with its other namespaces
   */
  public void disconnect(boolean close) {
    if (isPassedOn(close)) {
      return;
    }
    if (close) {
      connection.disconnectAll();
    } else if (disconnected(DisconnectReason.SERVER)) {
      connection.session().flush();
    } else {
      // It has ended, or has moved since we looked.
      isPassedOn(false);
    }
  }

  /** Whether another instance ends it, or the end of the connect handler. */
  private synchronized boolean isPassedOn(boolean close) {
    if (state == State.MOVED) {
      onward.disconnect(this, close);
    }
    boolean early = state == State.CONNECTING && !close;
    endsAfterConnect |= early;
    return early || state == State.MOVED;
  }

  /** Sends a packet at once. */
  void send(EncodedPacket packet) {
    if (offer(packet)) {
      connection.session().flush();
    }
  }

  /** Adds a packet to the outbox; true when it is there and wants a flush. */
  boolean offer(EncodedPacket packet) {
    if (state != State.CONNECTED && waits(packet)) {
      return false;
    }
    if (state != State.CONNECTED && state != State.MOVED) {
      return false;
    }
    // One that has moved is sent it by way of its session, which has moved too.
    connection.session().offer(packet);
    return true;
  }

  private boolean waits(EncodedPacket packet) {
    synchronized (this) {
      if (state != State.CONNECTING && state != State.GREETING) {
        return false;
      }
      if (early.size() < MAX_EARLY) {
        early.add(packet);
        return true;
      }
    }
    connection.session().terminate(CloseReason.OUTBOX_FULL);
    return true;
  }

  Connection connection() {
    return connection;
  }

  void answered(long ackId, Arguments arguments) {
    if (acks.isOwn(ackId)) {
      acks.answered(ackId, arguments);
    } else {
      server.remote().answered(origin, this, ackId, arguments);
    }
  }

  /** Whether a broadcast of its namespace is for it. */
  boolean isSelected(Selection selection) {
    return (selection.rooms().isEmpty() || isInAny(selection.rooms()))
        && !isInAny(selection.except());
  }

  /**
   * Goes away with its connection. It stays in presence until it has arrived.
   *
   * @param way to where it goes
   * @return empty when it has ended
   */
  synchronized Optional<SocketState> depart(Onward way) {
    if (!isHere()) {
      return Optional.empty();
    }
    state = State.MOVED;
    onward = way;
    for (String room : rooms) {
      server.occurrences().moved(this, room, false, namespace.rooms().leave(room, this));
    }
    namespace.remove(this);
    return Optional.of(
        new SocketState(
            namespace(),
            id,
            handshake.auth(),
            handshake.time(),
            Set.copyOf(rooms),
            Map.copyOf(data.values()),
            acks.handOver()));
  }

  /** It has come from another instance. */
  synchronized void arrive() {
    if (state == State.DISCONNECTED) {
      return;
    }
    namespace.add(this);
    for (String room : rooms) {
      server.occurrences().moved(this, room, namespace.rooms().join(room, this), false);
    }
    server.presence().connected(presenceRecord());
  }

  /** It lives elsewhere now, and that instance knows of it. */
  void moved() {
    server.presence().disconnected(namespace(), id);
  }

  /** It has ended where it lived: no answers come any more. */
  void endedElsewhere() {
    synchronized (this) {
      state = State.DISCONNECTED;
    }
    acks.close();
  }

  synchronized boolean isInAny(Set<String> any) {
    if (any.isEmpty()) {
      return false;
    }
    if (any.contains(id)) {
      return true;
    }
    for (String room : any) {
      if (rooms.contains(room)) {
        return true;
      }
    }
    return false;
  }

  /** Makes it one of the namespace's sockets, unless it has ended already. */
  synchronized void enter() {
    if (state != State.DISCONNECTED) {
      namespace.add(this);
    }
  }

  /** The connect handler agreed: the client is told, and then what was sent to it meanwhile. */
  void connected() {
    boolean ends;
    synchronized (this) {
      if (state == State.DISCONNECTED) {
        connection.tellDisconnect(this, endedEarly);
        return;
      }
      ends = endsAfterConnect;
      server.presence().connected(presenceRecord());
      // Before the state says so: those who find it connected send past this lock.
      connection.session().offer(SocketPacketEncoder.connect(namespace(), id));
      if (state == State.DISCONNECTED) {
        // There was no room for the answer, and that ended the connection.
        server.presence().disconnected(namespace(), id);
        connection.tellDisconnect(this, endedEarly);
        return;
      }
      state = early.isEmpty() ? State.CONNECTED : State.GREETING;
      server.occurrences().tell(new Occurrence.SocketConnected(this));
    }
    connection.session().flush();
    if (state == State.GREETING) {
      server.timer().schedule(GREETING_GAP, this::greet);
    }
    if (ends) {
      disconnect(false);
    }
  }

  /** Sends what the connect handler sent, unless that has been done. */
  void greet() {
    synchronized (this) {
      if (state != State.GREETING) {
        return;
      }
      sendEarly();
      if (state == State.GREETING) {
        state = State.CONNECTED;
      }
    }
    connection.session().flush();
  }

  private void sendEarly() {
    List<EncodedPacket> packets = List.copyOf(early);
    early.clear();
    packets.forEach(connection.session()::offer);
  }

  private SocketRecord presenceRecord() {
    return new SocketRecord(
        id,
        namespace(),
        server.instanceId(),
        handshake.request().remoteAddress(),
        handshake.time(),
        rooms);
  }

  /**
   * The connect handler refused: nothing of the socket stays, and no disconnect is told.
   *
   * @return false when the socket had ended before, and there is nobody to tell
   */
  boolean refused() {
    synchronized (this) {
      if (state == State.DISCONNECTED) {
        return false;
      }
      state = State.DISCONNECTED;
      early.clear();
      leaveAll();
    }
    acks.close();
    connection.forget(this, false);
    return true;
  }

  /**
   * Takes the socket out of everything and tells the handler; one whose connect handler still runs
   * is told of it when that has agreed, so that each connect has its disconnect.
   *
   * @return false when that was done before
   */
  boolean disconnected(DisconnectReason reason) {
    boolean hadConnected;
    synchronized (this) {
      if (state == State.DISCONNECTED || state == State.MOVED) {
        return false;
      }
      hadConnected = isHere();
      // First: the outbox may find no room for what is sent now, and that ends everything, too.
      state = State.DISCONNECTED;
      if (hadConnected) {
        sendEarly();
        sayGoodbye(reason);
      } else {
        endedEarly = reason;
        early.clear();
      }
      leaveAll();
      if (hadConnected) {
        server.presence().disconnected(namespace(), id);
      }
    }
    acks.close();
    connection.forget(this, reason == DisconnectReason.CLIENT);
    if (hadConnected) {
      server.occurrences().tell(new Occurrence.SocketDisconnected(this, reason));
      connection.tellDisconnect(this, reason);
    }
    if (origin != null) {
      server.remote().ended(origin, this);
    }
    return true;
  }

  /** Before its client can connect anew: it would take this for the end of that. */
  private void sayGoodbye(DisconnectReason reason) {
    if (reason == DisconnectReason.SERVER) {
      connection.session().offer(SocketPacketEncoder.disconnect(namespace()));
    }
  }

  /** Whether it has ended, perhaps without having been forgotten yet. */
  boolean isOver() {
    return state == State.DISCONNECTED;
  }

  /** It left and arrived nowhere. */
  void lost(DisconnectReason reason) {
    endedElsewhere();
    server.presence().disconnected(namespace(), id);
    server.occurrences().tell(new Occurrence.SocketDisconnected(this, reason));
    connection.tellDisconnect(this, reason);
  }

  private void leaveAll() {
    for (String room : rooms) {
      server.occurrences().left(this, room, namespace.rooms().leave(room, this));
    }
    namespace.remove(this);
  }
}
