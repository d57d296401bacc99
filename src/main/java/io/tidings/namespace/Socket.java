package io.tidings.namespace;

import io.tidings.access.Limit;
import io.tidings.access.MemoryBudget.Holding;
import io.tidings.broadcast.Broadcast;
import io.tidings.broadcast.BroadcastId;
import io.tidings.broadcast.Offset;
import io.tidings.broadcast.Selection;
import io.tidings.broadcast.SocketRecord;
import io.tidings.engine.CloseReason;
import io.tidings.engine.Effects;
import io.tidings.engine.HandshakeRequest;
import io.tidings.packet.Arguments;
import io.tidings.packet.EncodedPacket;
import io.tidings.packet.EncodedPacket.Kind;
import io.tidings.packet.NameRules;
import io.tidings.packet.SocketPacketEncoder;
import io.tidings.relay.WireWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * One client in one namespace. All methods may be called from any thread, and none blocks.
 *
 * <pre>{@code
 * socket.join("room-1");
 * socket.to("room-1").emit("joined", socket.id());
 * socket.emitWithAck("ready?").thenAccept(answer -> log(answer.json()));
 * }</pre>
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
    /** Its connection is gone, and its client may come back; what it is sent waits for that. */
    LOST,
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
  private final String name;
  private volatile Namespace namespace;
  private volatile Connection connection;
  private final Server server;
  private final Handshake handshake;
  private volatile Acks acks;
  private final SocketRooms rooms = new SocketRooms();

  /** Null where its client cannot come back. */
  private final Trail trail;

  private final List<EncodedPacket> early = new ArrayList<>(0);

  /** What is told of it elsewhere; under its own lock, it is only recorded. */
  private final Effects effects = new Effects();

  private volatile State state = State.CONNECTING;
  private final SocketData data;
  private boolean endsAfterConnect;

  /** Whether a connect handler agreed, here or where it came from. */
  private boolean admitted;

  /** The instance that it came from, or null when it is where it connected. */
  private final String origin;

  /** The way to where it lives, once it has moved. */
  private Onward onward;

  /** Why it ended while the connect handler still ran, or why its connection was lost. */
  private DisconnectReason why;

  /**
   * @param trail null where its client cannot come back
   */
  Socket(
      String id,
      Namespace namespace,
      Connection connection,
      Server server,
      Handshake handshake,
      Trail trail) {
    this.id = id;
    this.name = namespace.name();
    this.namespace = namespace;
    this.trail = trail;
    this.connection = connection;
    this.server = server;
    this.handshake = handshake;
    this.acks = new Acks(this, server.timer(), 0);
    this.data = new SocketData(server.mapper(), this::changed);
    this.origin = null;
  }

  /** One that comes from another instance, connected there. */
  Socket(
      SocketState from, String origin, Namespace namespace, Connection connection, Server server) {
    this(from, origin, connection.session().request(), server);
    this.namespace = namespace;
    this.connection = connection;
    this.state = State.CONNECTED;
  }

  /** One whose connection was lost on another instance. */
  Socket(SocketState from, String origin, HandshakeRequest request, Server server) {
    this.id = from.id();
    this.name = from.namespace();
    this.server = server;
    this.handshake = new Handshake(request, from.auth(), from.connected());
    this.acks = new Acks(this, server.timer(), from.nextAck());
    this.data = new SocketData(server.mapper(), this::changed);
    this.data.values().putAll(from.data());
    this.rooms.replace(from.rooms());
    this.trail = from.trail().orElse(null);
    this.origin = origin;
    this.state = State.LOST;
    this.admitted = true;
    this.why = DisconnectReason.of(CloseReason.TRANSPORT_CLOSE);
  }

  /** The public id, which other clients may know. */
  public String id() {
    return id;
  }

  /** The namespace's name, with its leading slash. */
  public String namespace() {
    return name;
  }

  /** How it came to its namespace. */
  public Handshake handshake() {
    return handshake;
  }

  /**
   * Whether its client is in the namespace: from the end of the connect handler on, but for the
   * time in which its connection is lost and it may come back.
   */
  public boolean isConnected() {
    return isHere() || state == State.MOVED;
  }

  /**
   * Whether an event is handled that its client sent while it was connected. What a client said
   * before it left is; of one that the server ended nothing is any more.
   */
  boolean takesEvents() {
    return isConnected() || isLeftByClient();
  }

  private synchronized boolean isLeftByClient() {
    return admitted && why != null && why.isClientAway();
  }

  private boolean isHere() {
    return state == State.CONNECTED || state == State.GREETING;
  }

  /** The rooms that it is in, or was in when it ended, without the one of its own id. */
  public Set<String> rooms() {
    synchronized (this) {
      return Set.copyOf(rooms.names());
    }
  }

  /** What the application keeps with this socket for as long as it lives. */
  public SocketData data() {
    return data;
  }

  /**
   * Brings it into a room; does nothing when it is there.
   *
   * @throws EventRefusedException when it is the id of another socket: what is sent there is for
   *     that one alone
   * @throws TooManyRoomsException when it is in as many as {@code tidings.limits.rooms-per-socket}
   *     allows
   * @throws IllegalArgumentException when a room cannot be named so: with a backslash, NUL or half
   *     of a surrogate pair in it
   */
  public void join(String room) {
    join(room, null);
  }

  /**
   * The same.
   *
   * @param command the place of the command that brings it there, on the thread that delivers
   *     broadcasts; null where it is no command
   */
  void join(String room, BroadcastId command) {
    NameRules.room(room);
    if (SocketIds.isId(room) && !room.equals(id)) {
      throw notARoom();
    }
    boolean full;
    boolean crowded;
    boolean moved;
    synchronized (this) {
      noteCommand(command);
      if (state == State.DISCONNECTED || room.equals(id) || rooms.has(room)) {
        return;
      }
      full = server.limits().isFull(rooms.names().size());
      crowded = namespace != null && isCrowded(room);
      moved = state == State.MOVED;
      if (!full && !crowded) {
        rooms.add(room, command == null ? place() : command);
        enter(room);
      }
    }
    if (full) {
      server.limits().refusals().refused(Limit.ROOMS_PER_SOCKET);
      throw new TooManyRoomsException(server.limits().roomsPerSocket());
    }
    if (crowded) {
      server.limits().refusals().refused(Limit.ROOMS);
      throw TooManyRoomsException.ofInstance();
    }
    effects.run();
    if (!moved) {
      changed();
    }
  }

  static EventRefusedException notARoom() {
    return new EventRefusedException(
        "room must not be the id of a socket: what is sent there is for it alone");
  }

  /** Whether there may be no more rooms here, and this would be one more. */
  private boolean isCrowded(String room) {
    return server.limits().areRoomsFull(namespace.roomsOfAll())
        && !namespace.rooms().contains(room);
  }

  private void enter(String room) {
    if (state == State.MOVED) {
      Onward way = onward;
      effects.add(() -> way.join(this, room));
      return;
    }
    if (state != State.LOST) {
      boolean first = namespace.rooms().join(room, this);
      effects.add(() -> server.occurrences().joined(this, room, first));
    }
    if (isHere()) {
      effects.add(() -> server.presence().joined(name, id, room));
    }
  }

  private void noteCommand(BroadcastId command) {
    if (command != null && trail != null) {
      rooms.commanded(command);
    }
  }

  /** The last broadcast that this instance has heard of; of use where its client may come back. */
  private BroadcastId place() {
    return trail == null ? BroadcastId.NONE : server.recovery().place();
  }

  /** Takes it out of a room; does nothing when it is not there. */
  public void leave(String room) {
    leave(room, null);
  }

  /** The same; see {@link #join(String, BroadcastId)}. */
  void leave(String room, BroadcastId command) {
    boolean moved;
    synchronized (this) {
      noteCommand(command);
      if (!rooms.has(room)) {
        return;
      }
      moved = state == State.MOVED;
      if (moved) {
        Onward way = onward;
        rooms.remove(room);
        effects.add(() -> way.leave(this, room));
      } else {
        if (state != State.LOST) {
          leaveHere(room);
        }
        remove(room, command);
      }
      if (isHere()) {
        effects.add(() -> server.presence().left(name, id, room));
      }
    }
    effects.run();
    if (!moved) {
      changed();
    }
  }

  private void leaveHere(String room) {
    boolean last = namespace.rooms().leave(room, this);
    effects.add(() -> server.occurrences().left(this, room, last));
  }

  /** Does something behind all that was caused before, with no lock held. */
  void afterwards(Runnable effect) {
    effects.add(effect);
    effects.run();
  }

  private void remove(String room, BroadcastId command) {
    if (trail == null) {
      rooms.remove(room);
      return;
    }
    // Now that it is no member any more: what comes from here on is not for it.
    BroadcastId until = command == null ? place() : command;
    rooms.remove(room, until, server.recovery().oldest(until));
  }

  /** What is kept for its client's return has changed. */
  private void changed() {
    if (trail != null && (isHere() || state == State.LOST)) {
      server.recovery().changed(this);
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
    EncodedPacket packet = SocketPacketEncoder.event(Kind.EVENT, name, event, arguments);
    if (trail == null) {
      send(packet);
    } else if (offerOwn(packet)) {
      connection.session().flush();
    }
  }

  /** Gives an event its offset, and adds it to the outbox; true when that wants a flush. */
  private boolean offerOwn(EncodedPacket event) {
    boolean elsewhere = false;
    boolean wantsFlush = false;
    synchronized (this) {
      switch (state) {
        case CONNECTED -> {
          EncodedPacket packet = trail.packet(event);
          remember();
          connection.session().offer(packet);
          wantsFlush = true;
        }
        case CONNECTING, GREETING -> wantsFlush = waits(trail.packet(event));
        case LOST -> {
          trail.away(event, server.recovery().latest());
          remember();
        }
        case MOVED -> elsewhere = true;
        default -> {
          // It has ended.
        }
      }
    }
    effects.run();
    if (elsewhere) {
      // Where it lives it gets an offset.
      server.adapter().publish(new Broadcast(name, Selection.ALL.to(id), event));
    }
    return wantsFlush;
  }

  /** Has the last event for it alone kept for an instance that takes it over. */
  private void remember() {
    if (server.recovery().remembers()) {
      Optional<byte[]> event = trail.lastOwn();
      effects.add(() -> server.recovery().sent(this, event));
    }
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
            timeout, ackId -> send(SocketPacketEncoder.event(name, ackId, event, arguments)))
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
    return new Sockets(server, name, Selection.ALL).except(id);
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
  private boolean isPassedOn(boolean close) {
    boolean passedOn;
    synchronized (this) {
      passedOn = state == State.MOVED;
      if (passedOn) {
        Onward way = onward;
        effects.add(() -> way.disconnect(this, close));
      } else if (state == State.CONNECTING && !close) {
        endsAfterConnect = true;
        passedOn = true;
      }
    }
    effects.run();
    return passedOn;
  }

  /** Sends a packet at once. */
  void send(EncodedPacket packet) {
    if (offer(packet)) {
      connection.session().flush();
    }
  }

  /** Adds a packet to the outbox; true when it is there and wants a flush. */
  boolean offer(EncodedPacket packet) {
    if (state == State.CONNECTING || state == State.GREETING) {
      synchronized (this) {
        if (state == State.CONNECTING || state == State.GREETING) {
          return waits(packet);
        }
      }
    }
    if (state != State.CONNECTED && state != State.MOVED) {
      return false;
    }
    // One that has moved is sent it by way of its session, which has moved too.
    connection.session().offer(packet);
    return true;
  }

  /** Adds a broadcast to the outbox; true when it is there and wants a flush. */
  boolean deliver(Delivery delivery) {
    if (trail == null) {
      return offer(delivery.packet());
    }
    boolean news;
    boolean sent;
    synchronized (this) {
      boolean early = state == State.CONNECTING || state == State.GREETING;
      sent = state == State.CONNECTED;
      news = (early || sent) && isNews(delivery);
      if (early) {
        sent = waits(trail.packet(delivery));
      } else if (sent) {
        connection.session().offer(trail.packet(delivery));
      }
    }
    if (news) {
      changed();
    }
    return sent;
  }

  /** Whether it is known better now where a room was joined: a broadcast to it was on its way. */
  private boolean isNews(Delivery delivery) {
    Offset offset = delivery.offset();
    return offset.count() == 0
        && rooms.delivered(delivery.broadcast().selection().rooms(), offset.last());
  }

  /**
   * Keeps a packet until the client has been answered.
   *
   * @return whether there is something to flush: too many, and that ends the session
   */
  private boolean waits(EncodedPacket packet) {
    boolean full = early.size() >= MAX_EARLY;
    if (full) {
      connection.session().overflow();
    } else {
      early.add(packet);
    }
    return full;
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

  /** Whether a broadcast of its namespace, which was kept for it, is for it. */
  synchronized boolean isSelected(Delivery delivery) {
    Selection selection = delivery.broadcast().selection();
    if (trail != null && delivery.offset().count() == 0) {
      return rooms.wasSelected(id, selection, delivery.offset().last());
    }
    return (selection.rooms().isEmpty() || isInAny(selection.rooms()))
        && !isInAny(selection.except());
  }

  /**
   * Goes away with its connection. It stays in presence until it has arrived.
   *
   * @param way to where it goes
   * @return empty when it has ended
   */
  Optional<SocketState> depart(Onward way) {
    SocketState departing;
    synchronized (this) {
      if (!isHere()) {
        return Optional.empty();
      }
      state = State.MOVED;
      onward = way;
      for (String room : rooms.names()) {
        boolean last = namespace.rooms().leave(room, this);
        effects.add(() -> server.occurrences().moved(this, room, false, last));
      }
      namespace.remove(this);
      effects.add(() -> server.recovery().departed(this));
      departing = state();
    }
    effects.run();
    return Optional.of(departing);
  }

  /** What is left of it if this instance dies; without the events for it alone. */
  synchronized byte[] estate() {
    WireWriter out = new WireWriter(256).text(id).texts(handshake.request().texts());
    state(acks.next()).writeBare(out);
    return out.toBytes();
  }

  /** Has it kept from now on, with what its trail remembers. */
  private void begin() {
    List<byte[]> events = trail == null ? List.of() : trail.allOwn();
    effects.add(() -> server.recovery().began(this, events));
  }

  /** What another instance needs to go on with it. */
  private SocketState state() {
    return state(acks.handOver());
  }

  private SocketState state(long nextAck) {
    return new SocketState(
        name,
        id,
        handshake.auth(),
        handshake.time(),
        rooms.copy(),
        Map.copyOf(data.values()),
        nextAck,
        Optional.ofNullable(trail));
  }

  /** It has come from another instance. */
  void arrive() {
    synchronized (this) {
      if (state == State.DISCONNECTED) {
        return;
      }
      namespace.add(this);
      for (String room : rooms.names()) {
        boolean first = namespace.rooms().join(room, this);
        effects.add(() -> server.occurrences().moved(this, room, first, false));
      }
      appear();
      begin();
    }
    effects.run();
  }

  private void appear() {
    SocketRecord present = presenceRecord();
    effects.add(() -> server.presence().connected(present));
  }

  /** It lives elsewhere now, and that instance knows of it. */
  void moved() {
    afterwards(() -> server.presence().disconnected(name, id));
  }

  /** It has ended where it lived: no answers come any more. */
  void endedElsewhere() {
    synchronized (this) {
      state = State.DISCONNECTED;
    }
    acks.close();
  }

  synchronized boolean isInAny(Set<String> any) {
    return rooms.isInAny(id, any);
  }

  /** Makes it one of the namespace's sockets, unless it has ended already. */
  void enter() {
    synchronized (this) {
      if (state != State.DISCONNECTED) {
        namespace.add(this);
      }
    }
    if (trail != null) {
      server.recovery().whenDelivered(this::beginsAt);
    }
  }

  private void beginsAt(BroadcastId place) {
    synchronized (this) {
      trail.beginsAt(place);
    }
    changed();
  }

  /** The connect handler agreed: the client is told, and then what was sent to it meanwhile. */
  void connected() {
    boolean ends;
    boolean over;
    synchronized (this) {
      admitted = true;
      over = state == State.DISCONNECTED;
      ends = endsAfterConnect;
      if (!over) {
        appear();
        // Before the state says so: those who find it connected send past this lock.
        connection.session().offer(welcome(false));
        state = early.isEmpty() ? State.CONNECTED : State.GREETING;
        effects.add(() -> server.occurrences().tell(new Occurrence.SocketConnected(this)));
        begin();
      }
    }
    effects.run();
    if (over) {
      connection.tellDisconnect(this, why);
      return;
    }
    connection.session().flush();
    if (state == State.GREETING) {
      server.timer().schedule(GREETING_GAP, this::greet);
    }
    if (ends) {
      disconnect(false);
    }
  }

  private EncodedPacket welcome(boolean back) {
    if (trail == null) {
      return SocketPacketEncoder.connect(name, id);
    }
    return back
        ? SocketPacketEncoder.reconnect(name, id, trail.secret())
        : SocketPacketEncoder.connect(name, id, trail.secret());
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
        name,
        server.instanceId(),
        handshake.request().remoteAddress(),
        handshake.time(),
        rooms.names());
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
    effects.run();
    acks.close();
    connection.forget(this, false);
    return true;
  }

  /**
   * Takes the socket out of everything and tells the handler; one whose connect handler still runs
   * is told of it when that has agreed, so that each connect has its disconnect. One whose client
   * may come back is only set aside, for the time being.
   *
   * @return false when that was done before
   */
  boolean disconnected(DisconnectReason reason) {
    boolean hadConnected;
    boolean ends;
    synchronized (this) {
      if (state == State.DISCONNECTED || state == State.MOVED || state == State.LOST) {
        return false;
      }
      hadConnected = isHere();
      ends = !hadConnected || trail == null || !server.recovery().mayReturn(reason);
      why = reason;
      state = ends ? State.DISCONNECTED : State.LOST;
      if (hadConnected) {
        sendEarly();
        sayGoodbye(reason);
      } else {
        early.clear();
      }
      leaveAll();
      if (hadConnected) {
        effects.add(() -> server.presence().disconnected(name, id));
      }
    }
    effects.run();
    acks.close();
    connection.forget(this, reason == DisconnectReason.CLIENT);
    if (!ends) {
      afterwards(() -> lostHere(reason));
    } else if (hadConnected) {
      afterwards(this::tellEnd);
    }
    return true;
  }

  private void lostHere(DisconnectReason reason) {
    server.occurrences().tell(new Occurrence.SocketLost(this, reason));
    server.recovery().lost(this);
  }

  /** It is over for good: its client has not come back, or is not to. */
  boolean ended() {
    synchronized (this) {
      if (state != State.LOST) {
        return false;
      }
      state = State.DISCONNECTED;
    }
    afterwards(this::tellEnd);
    return true;
  }

  private void tellEnd() {
    server.recovery().ended(this);
    server.occurrences().tell(new Occurrence.SocketDisconnected(this, why));
    if (connection == null) {
      server.recovery().tellDisconnect(this, why);
    } else {
      connection.tellDisconnect(this, why);
    }
    if (origin != null) {
      server.remote().ended(origin, this);
    }
  }

  /** Null where its client cannot come back. */
  /** Has what is kept of its events counted in a memory budget; nowhere, where it is null. */
  synchronized void countEventsBy(Holding holding) {
    trail.countBy(holding);
  }

  /** Keeps none of the events that were for it alone. */
  synchronized void forgetEvents() {
    trail.forget();
  }

  Trail trail() {
    return trail;
  }

  /** Whether its client is away and may come back. */
  boolean isLost() {
    return state == State.LOST;
  }

  /**
   * Its client may have come back to another instance: it goes there.
   *
   * @return empty when it is not lost any more
   */
  synchronized Optional<SocketState> goOn(Onward way) {
    if (state != State.LOST) {
      return Optional.empty();
    }
    state = State.MOVED;
    onward = way;
    return Optional.of(state());
  }

  /** It was given to an instance that is gone: its client may still come back here. */
  void stays() {
    synchronized (this) {
      if (state != State.MOVED) {
        return;
      }
      state = State.LOST;
      onward = null;
    }
    afterwards(() -> server.recovery().stays(this));
  }

  /** What its client has missed, put together; empty when something of it is not known any more. */
  private Optional<Replay> replay(Missed missed, Offset seen) {
    SocketRooms now = rooms.copy();
    return trail
        .after(seen)
        .map(
            own -> {
              Replay replay = new Replay(id, now);
              replay.add(missed, own);
              return replay;
            });
  }

  /** Whether a broadcast of before may have been for it, whenever it was. */
  boolean mayConcern(Selection selection) {
    if (selection.rooms().isEmpty()) {
      return true;
    }
    synchronized (this) {
      return rooms.mayConcern(id, selection);
    }
  }

  /** Behind which offset its client misses something; empty when that is not known. */
  synchronized Optional<Offset> since(Optional<Offset> seen) {
    return trail.since(seen).filter(offset -> rooms.areKnownFrom(offset.last()));
  }

  /**
   * Its client has come back: it is sent what it has missed, and then that it is connected.
   *
   * @return false when it or its token has ended meanwhile, or what it has missed is too much or
   *     not known
   */
  boolean returned(Connection to, Namespace into, Missed missed, Offset seen, long maxBytes) {
    synchronized (this) {
      // One whose token has expired meanwhile is to hear nothing more, and shows a new one.
      boolean may =
          state == State.LOST && !SocketRights.isOver(this, server.tokenClock().instant());
      Optional<Replay> replay = may ? replay(missed, seen) : Optional.empty();
      if (replay.isEmpty() || replay.get().isEnded() || replay.get().bytes() > maxBytes) {
        return false;
      }
      connection = to;
      namespace = into;
      acks = new Acks(this, server.timer(), acks.handOver());
      rooms.replace(replay.get().rooms());
      rooms.forget(seen.last());
      replay.get().last().ifPresent(trail::passed);
      state = State.CONNECTED;
      to.admit(this);
      replay.get().packets().forEach(to.session()::offer);
      to.session().offer(welcome(true));
      namespace.add(this);
      for (String room : rooms.names()) {
        boolean first = namespace.rooms().join(room, this);
        effects.add(() -> server.occurrences().joined(this, room, first));
      }
      appear();
      effects.add(() -> server.occurrences().tell(new Occurrence.SocketRecovered(this)));
      begin();
    }
    effects.run();
    return true;
  }

  /** Its token has: Socket.IO has no place for a reason, so its client is told before the end. */
  void expired() {
    if (state == State.CONNECTING) {
      // Its client waits for the answer to its connect; it is looked at again when it has that.
      return;
    }
    emit("token-expired");
    if (disconnected(DisconnectReason.TOKEN_EXPIRED)) {
      connection.session().flush();
    }
  }

  /** Before its client can connect anew: it would take this for the end of that. */
  private void sayGoodbye(DisconnectReason reason) {
    if (reason == DisconnectReason.SERVER || reason == DisconnectReason.TOKEN_EXPIRED) {
      connection.session().offer(SocketPacketEncoder.disconnect(name));
    }
  }

  /** Whether it has ended, perhaps without having been forgotten yet. */
  boolean isOver() {
    return state == State.DISCONNECTED;
  }

  /** It left with its connection and arrived nowhere. */
  void lost(DisconnectReason reason) {
    endedElsewhere();
    why = reason;
    effects.add(() -> server.presence().disconnected(name, id));
    afterwards(this::tellEnd);
  }

  @Override
  public String toString() {
    return id + " of " + name + ", " + state;
  }

  private void leaveAll() {
    rooms.names().forEach(this::leaveHere);
    namespace.remove(this);
  }
}
