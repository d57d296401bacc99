package io.tidings.namespace;

import io.tidings.access.EventRate;
import io.tidings.access.Limit;
import io.tidings.access.MemoryBudget;
import io.tidings.access.MemoryBudget.Holding;
import io.tidings.broadcast.BroadcastId;
import io.tidings.engine.CloseReason;
import io.tidings.engine.Effects;
import io.tidings.engine.Session;
import io.tidings.engine.Timer;
import io.tidings.packet.Arguments;
import io.tidings.packet.EncodedPacket;
import io.tidings.packet.PacketException;
import io.tidings.packet.SocketPacket;
import io.tidings.packet.SocketPacketEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/** One client's connection: its session, and its sockets by namespace. */
final class Connection {

  private static final Logger LOG = Logger.getLogger(Connection.class.getName());

  private static final String TOO_MUCH = Limit.MEMORY.text();
  private static final String TOO_MANY_EVENTS = Limit.EVENTS_PER_SECOND.text();

  /** What a packet weighs in the inbox at the least. */
  private static final long SMALL = 64;

  /** Characters or bytes of a message before the first CONNECT: what auth may take. */
  private static final int MAX_FIRST_MESSAGE = 64 * 1024;

  /** A client that is refused so often before it has joined anything tries what it can find. */
  private static final int MAX_REFUSALS = 100;

  /** More namespaces than this are not remembered once they ended. */
  private static final int MAX_ENDED = 16;

  /** Namespaces at once: where their names have variables, clients could join without end. */
  private static final int MAX_SOCKETS = 1000;

  private final Session session;
  private final SocketIo socketIo;
  private final Inbox inbox;

  /** Null where events may come as fast as they will. */
  private final EventRate rate;

  private final Incoming incoming;
  private final Outstanding outstanding;

  /** Packets of {@link #incoming}, in their order. */
  private final Effects received = new Effects();

  private final Map<String, Socket> sockets = new ConcurrentHashMap<>(2);

  /** Namespaces that we ended: what their client had sent by then is no fault of its own. */
  private final Set<String> ended = ConcurrentHashMap.newKeySet(1);

  /** Namespaces whose socket is looked for, since the client had one before. */
  private final Map<String, CompletableFuture<Void>> returning = new ConcurrentHashMap<>(1);

  private final Timer.Handle connectTimeout;
  private volatile boolean joined;

  /** How often it was refused before it had joined anything. */
  private final AtomicInteger refusals = new AtomicInteger();

  /** Whether what the client sends is kept for another instance. */
  private volatile boolean keeps;

  /** The sockets that moved with this connection, and how to reach them; empty while it is here. */
  private List<Socket> departed = List.of();

  private Onward way;

  /** Why the session is over; null while it is not. */
  private volatile CloseReason over;

  /** Whether this connection is on the dispatcher's list of those to flush. */
  private volatile boolean flushPending;

  Connection(Session session, SocketIo socketIo, Inbox inbox, Timer timer) {
    this.session = session;
    this.socketIo = socketIo;
    this.inbox = inbox;
    incoming =
        new Incoming(
            this::wantsAttachments, session.account().holding(MemoryBudget.Use.PARTIAL_MESSAGES));
    outstanding = new Outstanding(session.account().holding(MemoryBudget.Use.ANSWERS));
    rate = socketIo.limits().eventRate(timer::millis).orElse(null);
    connectTimeout = timer.schedule(session.config().connectTimeout(), this::connectTimedOut);
  }

  private void connectTimedOut() {
    if (!joined) {
      session.close(CloseReason.CONNECT_TIMEOUT);
    }
  }

  Session session() {
    return session;
  }

  /** True the first time since the last {@link #flush}. */
  boolean wantsFlush() {
    if (flushPending) {
      return false;
    }
    flushPending = true;
    return true;
  }

  void flush() {
    flushPending = false;
    session.flush();
  }

  void text(String message) {
    boolean fits;
    synchronized (incoming) {
      try {
        checkLength(message.length());
        incoming.text(message).ifPresent(this::take);
      } catch (PacketException e) {
        received.add(() -> fail(e.getMessage()));
      }
      fits = incoming.fits();
    }
    received.run();
    checkKept(fits);
  }

  void binary(byte[] message) {
    boolean fits;
    synchronized (incoming) {
      try {
        checkLength(message.length);
        incoming.binary(message).ifPresent(this::take);
      } catch (PacketException e) {
        received.add(() -> fail(e.getMessage()));
      }
      fits = incoming.fits();
    }
    received.run();
    checkKept(fits);
  }

  private void take(SocketPacket packet) {
    received.add(
        () -> {
          try {
            receive(packet);
          } catch (RuntimeException | Error e) {
            session.terminate(CloseReason.TRANSPORT_ERROR);
            throw e;
          }
        });
  }

  /** Before it has asked for a namespace, a client has nothing to say that is long. */
  private void checkLength(int length) throws PacketException {
    if (length > MAX_FIRST_MESSAGE && sockets.isEmpty() && returning.isEmpty() && !joined) {
      throw new PacketException("message too long before connect");
    }
  }

  /** Attachments of a packet that is refused anyway, or comes too late, are not collected first. */
  private boolean wantsAttachments(String namespace) throws PacketException {
    if (sockets.containsKey(namespace)) {
      return true;
    }
    if (ended.contains(namespace)) {
      return false;
    }
    throw new PacketException(beforeConnect(namespace));
  }

  private void checkKept(boolean fits) {
    if (incoming.keptWeight() > socketIo.inboxMaxBytes()) {
      session.terminate(CloseReason.INBOX_FULL);
    } else if (!fits) {
      session.terminate(CloseReason.OUT_OF_MEMORY);
    }
  }

  /**
   * In the words of {@code /ws}: clients of Socket.IO are told nothing, and connect by themselves.
   */
  private static String beforeConnect(String namespace) {
    return "packet before connect: "
        + "send {\"type\":\"connect\",\"namespace\":\""
        + namespace
        + "\"} first, or have ?namespace="
        + namespace
        + " in the address";
  }

  private void fail(String why) {
    LOG.log(Level.FINE, "Closing a connection: {0}", why);
    session.fail(why);
  }

  private void receive(SocketPacket packet) {
    if (packet instanceof SocketPacket.Connect connect) {
      connect(connect);
      return;
    }
    Socket socket = sockets.get(packet.namespace());
    if (socket == null) {
      if (!ended.contains(packet.namespace())) {
        fail(beforeConnect(packet.namespace()));
      }
    } else if (packet instanceof SocketPacket.Event event) {
      event(socket, event);
    } else if (packet instanceof SocketPacket.Ack ack) {
      socket.answered(ack.ackId(), ack.arguments());
    } else {
      socket.disconnected(DisconnectReason.CLIENT);
    }
  }

  /** Whether an event or a connect may pass; if not, it is counted, and perhaps the end. */
  private boolean isInTime() {
    EventRate.Verdict verdict = rate == null ? EventRate.Verdict.ADMITTED : rate.next();
    if (verdict == EventRate.Verdict.ADMITTED) {
      return true;
    }
    socketIo.limits().refusals().refused(Limit.EVENTS_PER_SECOND);
    if (verdict == EventRate.Verdict.HOPELESS) {
      session.terminate(CloseReason.TOO_MANY_EVENTS);
    }
    return false;
  }

  private void connect(SocketPacket.Connect connect) {
    String name = connect.namespace();
    if (!isInTime()) {
      session.send(SocketPacketEncoder.connectError(name, TOO_MANY_EVENTS, null));
      return;
    }
    if (connect.auth().length() > MAX_FIRST_MESSAGE) {
      session.send(SocketPacketEncoder.connectError(name, "auth too long", null));
      return;
    }
    Optional<EventHandler> handler = socketIo.handlers().find(name);
    if (handler.isEmpty()) {
      session.send(SocketPacketEncoder.connectError(name, "Invalid namespace", null));
      return;
    }
    Socket before = sockets.get(name);
    if (before != null && !before.isOver()) {
      fail("second connect to a namespace");
      return;
    }
    if (returning.containsKey(name)) {
      fail("second connect to a namespace");
      return;
    }
    if (socketIo.isCrowded(name)) {
      socketIo.limits().refusals().refused(Limit.NAMESPACES);
      session.send(SocketPacketEncoder.connectError(name, "Too many namespaces", null));
      return;
    }
    if (sockets.size() + returning.size() >= MAX_SOCKETS) {
      session.send(SocketPacketEncoder.connectError(name, "Too many namespaces", null));
      return;
    }
    Optional<Wish> wish = socketIo.wish(connect.auth());
    if (wish.isPresent()) {
      comeBack(name, handler.get(), wish.get());
    } else {
      begin(name, connect.auth(), handler.get());
    }
  }

  private void comeBack(String name, EventHandler handler, Wish wish) {
    CompletableFuture<Void> known = new CompletableFuture<>();
    returning.put(name, known);
    socketIo
        .recovery()
        .comeBack(this, name, wish)
        .whenComplete(
            (recovered, failure) -> {
              if (failure != null || !recovered) {
                inbox.submitLast(() -> beginAnew(name, wish, handler));
              } else {
                returning.remove(name);
              }
              known.complete(null);
            });
  }

  /**
   * A socket that was lost is about to go on over this connection. Before its client is told, which
   * may have sent an event by the time that it has been.
   */
  void admit(Socket socket) {
    joined = true;
    connectTimeout.cancel();
    sockets.put(socket.namespace(), socket);
    ended.remove(socket.namespace());
  }

  /** A socket that was lost goes on over this connection. */
  void returned(Socket socket) {
    if (over != null) {
      // The session closed meanwhile, and may have looked for its sockets before this was one.
      socket.disconnected(DisconnectReason.of(over));
    }
  }

  /** Runs a task when nothing of this connection is at work. */
  void whenIdle(Runnable task) {
    inbox.whenIdle(task);
  }

  /** Since there is no socket to come back to. Until there is one, the name remains taken. */
  private void beginAnew(String name, Wish wish, EventHandler handler) {
    try {
      Socket socket = socketIo.newSocket(this, name, wish.auth());
      RetryScope.goOn(socket, wish.secret());
      begin(socket, handler);
    } finally {
      returning.remove(name);
    }
  }

  private void begin(String name, String auth, EventHandler handler) {
    begin(socketIo.newSocket(this, name, auth), handler);
  }

  private void begin(Socket socket, EventHandler handler) {
    String name = socket.namespace();
    sockets.put(name, socket);
    socket.enter();
    if (over != null) {
      // The session closed meanwhile, and may have looked for its sockets before this was one.
      socket.disconnected(DisconnectReason.of(over));
      return;
    }
    submit(handler.blocksOnConnect(), SMALL, () -> connect(socket, handler));
  }

  private void connect(Socket socket, EventHandler handler) {
    try {
      handler.connect(socket);
      joined = true;
      connectTimeout.cancel();
      socket.connected();
    } catch (ConnectionRefusedException e) {
      refuse(socket, e);
    } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError e) {
      failed(socket, e);
    }
  }

  private void refuse(Socket socket, ConnectionRefusedException e) {
    EncodedPacket refusal;
    try {
      refusal = socketIo.refusal(socket.namespace(), String.valueOf(e.getMessage()), e.data());
    } catch (IllegalArgumentException unwritable) {
      failed(socket, unwritable);
      return;
    }
    refuse(socket, refusal);
  }

  /** A client that hears nothing would wait for its answer for ever. */
  private void failed(Socket socket, Throwable failure) {
    LOG.log(Level.WARNING, "A connect handler of " + socket.namespace() + " failed", failure);
    refuse(socket, socketIo.refusal(socket.namespace(), "internal error", null));
  }

  private void refuse(Socket socket, EncodedPacket refusal) {
    if (socket.refused()) {
      session.send(refusal);
    }
    if (!joined && refusals.incrementAndGet() >= MAX_REFUSALS) {
      session.close(CloseReason.TOO_MANY_EVENTS);
    }
  }

  private void event(Socket socket, SocketPacket.Event event) {
    if (!isInTime()) {
      Consumer<Arguments> answer = answer(socket, event.ackId());
      if (answer != null) {
        answer.accept(socketIo.mapper().toArguments(Map.of("error", TOO_MANY_EVENTS)));
      }
      return;
    }
    Optional<EventHandler> handler = socketIo.handlers().find(event.namespace());
    if (handler.isPresent()) {
      submit(
          IdempotencyKey.isIn(event.arguments()) || handler.get().blocksOn(event.name()),
          SMALL + event.arguments().weight(),
          () -> event(socket, event, handler.get()));
    }
  }

  private void event(Socket socket, SocketPacket.Event event, EventHandler handler) {
    if (!socket.takesEvents()) {
      return;
    }
    Consumer<Arguments> answer = answer(socket, event.ackId());
    if (outstanding.isFull()) {
      socketIo.limits().refusals().refused(Limit.MEMORY);
      if (answer != null) {
        answer.accept(socketIo.mapper().toArguments(Map.of("error", TOO_MUCH)));
      }
      return;
    }
    try {
      if (IdempotencyKey.isIn(event.arguments())) {
        socketIo.repetitions().serve(new KeyedEvent(socket, event, handler, answer, inbox));
      } else {
        Ack ack = new Ack(socketIo.mapper(), answer, outstanding::add);
        handler.event(socket, event.name(), event.arguments(), ack);
      }
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "A handler of " + event.namespace() + " failed", e);
    }
  }

  /** Sends the client what an event is answered; null when it wants no answer. */
  private static Consumer<Arguments> answer(Socket socket, OptionalLong ackId) {
    return ackId.isEmpty()
        ? null
        : said -> socket.send(SocketPacketEncoder.ack(socket.namespace(), ackId.getAsLong(), said));
  }

  private void submit(boolean mayBlock, long weight, Runnable action) {
    if (!inbox.submit(mayBlock, weight, action)) {
      session.terminate(CloseReason.INBOX_FULL);
    }
  }

  /** The session is over, and so are its sockets. */
  void closed(CloseReason reason) {
    if (keeps && DisconnectReason.of(reason).isClientAway()) {
      takeKept();
      received.add(() -> end(reason));
      received.run();
    } else {
      end(reason);
    }
  }

  private void end(CloseReason reason) {
    over = reason;
    connectTimeout.cancel();
    synchronized (incoming) {
      incoming.clear();
    }
    for (Socket socket : List.copyOf(sockets.values())) {
      socket.disconnected(DisconnectReason.of(reason));
    }
  }

  /** Ends all sockets from our side, then the connection. */
  void disconnectAll() {
    for (Socket socket : List.copyOf(sockets.values())) {
      socket.disconnect(false);
    }
    session.close(CloseReason.FORCED_CLOSE);
  }

  /**
   * @param byClient whether the client ended the socket itself
   */
  void forget(Socket socket, boolean byClient) {
    // Remembered first: a packet that comes in between must find the one or the other.
    if (!byClient && ended.size() < MAX_ENDED) {
      ended.add(socket.namespace());
    }
    sockets.remove(socket.namespace(), socket);
  }

  /** Tells the handler, after everything that this connection asked for before. */
  void tellDisconnect(Socket socket, DisconnectReason reason) {
    socketIo
        .handlers()
        .find(socket.namespace())
        .ifPresent(handler -> inbox.submitLast(() -> disconnect(socket, reason, handler)));
  }

  static void disconnect(Socket socket, DisconnectReason reason, EventHandler handler) {
    try {
      handler.disconnect(socket, reason);
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "A disconnect handler of " + socket.namespace() + " failed", e);
    }
  }

  /**
   * Keeps what the client sends from now on.
   *
   * @return completes when nothing that it sent before is being worked on, and it is known of each
   *     socket whether it goes on here
   */
  CompletionStage<Void> quiesce() {
    CompletableFuture<Void> idle = new CompletableFuture<>();
    synchronized (incoming) {
      incoming.keep();
      received.add(() -> whenSettled(() -> idle.complete(null)));
    }
    keeps = true;
    received.run();
    return idle;
  }

  private void whenSettled(Runnable task) {
    CompletableFuture.allOf(returning.values().toArray(CompletableFuture<?>[]::new))
        .thenRun(() -> inbox.whenIdle(task));
  }

  /** It moves nowhere any more: what it kept for the other instance, its client said here. */
  private void takeKept() {
    synchronized (incoming) {
      Incoming again = new Incoming(namespace -> true, Holding.uncounted());
      try {
        for (Incoming.Message message : incoming.release()) {
          again.packet(message).ifPresent(this::take);
        }
      } catch (PacketException e) {
        // Each of them was read before.
        throw new IllegalStateException(e);
      }
    }
  }

  /** Sends what waits for its moment, before the session is given away. */
  void greet() {
    sockets.values().forEach(Socket::greet);
  }

  /**
   * Takes everything out, to go on at another instance.
   *
   * @param place all that was broadcast up to here has been given to the session
   */
  ConnectionState depart(String origin, BroadcastId place, Onward way, Departed gone) {
    connectTimeout.cancel();
    this.way = way;
    departed = new ArrayList<>();
    List<SocketState> states = new ArrayList<>();
    for (Socket socket : sockets.values()) {
      gone.add(socket, way);
      Optional<SocketState> state = socket.depart(way);
      if (state.isPresent()) {
        states.add(state.get());
        departed.add(socket);
      } else {
        // It has just ended, and is about to be forgotten.
        gone.remove(socket.id());
        ended.add(socket.namespace());
      }
    }
    List<Incoming.Message> messages;
    synchronized (incoming) {
      messages = incoming.kept();
      incoming.clear();
    }
    return new ConnectionState(origin, place, joined, Set.copyOf(ended), messages, states);
  }

  List<Socket> departed() {
    return departed;
  }

  /** The connection has arrived where it went. */
  void moved() {
    departed.forEach(Socket::moved);
    way.arrived();
  }

  /** The connection left and arrived nowhere. */
  void lost(DisconnectReason reason) {
    departed.forEach(socket -> socket.lost(reason));
    way.arrived();
  }

  /** Brings in the sockets of a connection that comes from another instance. */
  List<Socket> arrive(ConnectionState state) {
    joined = state.joined();
    if (joined) {
      connectTimeout.cancel();
    }
    ended.addAll(state.ended());
    for (SocketState from : state.sockets()) {
      Socket socket = socketIo.arriving(this, from, state.origin());
      sockets.put(from.namespace(), socket);
      socket.arrive();
    }
    List<Socket> arrived = List.copyOf(sockets.values());
    if (over != null) {
      // The session closed meanwhile, and may have looked for its sockets before these were there.
      arrived.forEach(socket -> socket.disconnected(DisconnectReason.of(over)));
    }
    return arrived;
  }

  /** Takes what the client sent before it arrived, and nobody looked at. */
  void replay(List<Incoming.Message> messages) {
    for (Incoming.Message message : messages) {
      if (message.text() != null) {
        text(message.text());
      } else {
        binary(message.binary());
      }
    }
  }
}
