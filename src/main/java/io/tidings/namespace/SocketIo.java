package io.tidings.namespace;

import io.tidings.access.Limits;
import io.tidings.access.MemoryBudget;
import io.tidings.broadcast.IdempotencyStore;
import io.tidings.engine.CloseReason;
import io.tidings.engine.HandshakeRequest;
import io.tidings.engine.Session;
import io.tidings.engine.SessionListener;
import io.tidings.packet.ArgumentMapper;
import io.tidings.packet.Arguments;
import io.tidings.packet.EncodedPacket;
import io.tidings.packet.SocketPacketEncoder;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/** Socket.IO over an engine: gives each session its {@link Connection}. */
final class SocketIo implements SessionListener {

  private final Server server;
  private final Namespaces namespaces;
  private final AtomicInteger connections;
  private final EventHandlers handlers;
  private final Executor executor;
  private final long inboxMaxBytes;
  private final Repetitions repetitions;
  private final SocketIds ids = new SocketIds();

  /**
   * @param connections counts the open sessions
   */
  SocketIo(
      Server server,
      Namespaces namespaces,
      AtomicInteger connections,
      EventHandlers handlers,
      Executor executor,
      long inboxMaxBytes,
      IdempotencyStore idempotency) {
    this.server = server;
    this.namespaces = namespaces;
    this.connections = connections;
    this.handlers = handlers;
    this.executor = executor;
    this.inboxMaxBytes = inboxMaxBytes;
    this.repetitions = new Repetitions(idempotency, server.mapper());
  }

  @Override
  public void onOpen(Session session) {
    connections.incrementAndGet();
    server.limits().entered(session.request().remoteAddress());
    Inbox inbox =
        new Inbox(executor, inboxMaxBytes, session.account().holding(MemoryBudget.Use.INBOX));
    session.attach(new Connection(session, this, inbox, server.timer()));
  }

  /** A session is over, goes on elsewhere, or has been lost on its way. */
  void left(Session session) {
    connections.decrementAndGet();
    server.limits().left(session.request().remoteAddress());
  }

  @Override
  public void onText(Session session, String message) {
    connection(session).text(message);
  }

  @Override
  public void onBinary(Session session, byte[] message) {
    connection(session).binary(message);
  }

  @Override
  public void onClose(Session session, CloseReason reason) {
    left(session);
    connection(session).closed(reason);
  }

  @Override
  public void onEnd() {
    recovery().close();
  }

  @Override
  public Optional<String> refusal(HandshakeRequest request) {
    try {
      handlers.admit(new Handshake(request, "{}", Instant.now()));
      return Optional.empty();
    } catch (ConnectionRefusedException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public Set<String> roles() {
    return handlers.roles();
  }

  static Connection connection(Session session) {
    return (Connection) session.attachment();
  }

  EventHandlers handlers() {
    return handlers;
  }

  ArgumentMapper mapper() {
    return server.mapper();
  }

  /** Whether there may be no more namespaces, and this would be one more. */
  boolean isCrowded(String name) {
    return limits().areNamespacesFull(namespaces.size()) && namespaces.find(name) == null;
  }

  Namespace namespace(String name) {
    return namespaces.obtain(name);
  }

  Socket newSocket(Connection connection, String namespace, String auth) {
    Handshake handshake = new Handshake(connection.session().request(), auth, Instant.now());
    Trail trail = recovery().trail(handshake.request().recoverable());
    return new Socket(ids.next(), namespace(namespace), connection, server, handshake, trail);
  }

  /** What a client wants that has been here before; empty for one that has not. */
  Optional<Wish> wish(String auth) {
    return recovery().isOn() ? Wish.of(auth, server.mapper()) : Optional.empty();
  }

  Limits limits() {
    return server.limits();
  }

  Recovery recovery() {
    return server.recovery();
  }

  Socket arriving(Connection connection, SocketState from, String origin) {
    return new Socket(from, origin, namespace(from.namespace()), connection, server);
  }

  Repetitions repetitions() {
    return repetitions;
  }

  long inboxMaxBytes() {
    return inboxMaxBytes;
  }

  EncodedPacket refusal(String namespace, String message, Object data) {
    Arguments encoded = data == null ? Arguments.NONE : server.mapper().toArguments(data);
    return SocketPacketEncoder.connectError(
        namespace, message, data == null ? null : encoded.json(0));
  }
}
