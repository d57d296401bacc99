package io.tidings.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidings.engine.Caller;
import io.tidings.engine.CloseReason;
import io.tidings.engine.Engine;
import io.tidings.engine.HandshakeRequest;
import io.tidings.engine.Session;
import io.tidings.namespace.SocketServer;
import io.tidings.packet.Arguments;
import io.tidings.packet.EncodedPacket;
import io.tidings.packet.EncodedPacket.Kind;
import io.tidings.packet.SocketPacketEncoder;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A client in memory, in one namespace. It speaks the protocol with an instance, without a network
 * in between. What it waits for, it waits for in real time, up to the kit's patience.
 */
public final class TestClient {

  private static final String PROBE = "sent by the test kit";

  private final String namespace;
  private final SocketServer server;
  private final Mailbox mailbox;
  private final MemoryTransport transport;
  private final Session session;
  private final AtomicLong acks = new AtomicLong();
  private volatile String id;
  private volatile boolean silent;

  private TestClient(
      Engine engine,
      SocketServer server,
      String namespace,
      HandshakeRequest request,
      Duration patience) {
    this.namespace = namespace;
    this.server = server;
    mailbox = new Mailbox(patience, this::reply);
    transport = new MemoryTransport(mailbox);
    session = engine.create(request);
    engine.start(session, transport);
  }

  /**
   * Opens a connection.
   *
   * @throws AssertionError when a {@code RequestFilter} refuses it
   */
  static TestClient open(
      Engine engine,
      SocketServer server,
      ManualClock clock,
      String namespace,
      HandshakeRequest request,
      Duration patience) {
    Optional<String> refused = engine.refusal(request);
    if (refused.isPresent()) {
      throw new AssertionError("no connection: " + refused.get());
    }
    TestClient client = new TestClient(engine, server, namespace, request, patience);
    clock.afterEachTask(client::answerPing);
    return client;
  }

  /**
   * What a client comes with.
   *
   * @param query parameters of the address, beside those of the protocol
   * @param headers by their names, in whatever case; {@code user-agent} is {@code test} where it is
   *     not said
   * @param caller whom a server would have found behind the request
   */
  static HandshakeRequest request(
      Map<String, String> query, Map<String, String> headers, Caller caller) {
    Map<String, String> parameters = new HashMap<>(query);
    parameters.putAll(Map.of("EIO", "4", "transport", "websocket"));
    Map<String, List<String>> lines = new HashMap<>(Map.of("user-agent", List.of("test")));
    headers.forEach((name, value) -> lines.put(name.toLowerCase(Locale.ROOT), List.of(value)));
    return new HandshakeRequest(parameters, lines, "192.0.2.1", false, caller);
  }

  /**
   * Joins the namespace.
   *
   * @return this client
   * @throws AssertionError when it is refused
   */
  public TestClient join(Object auth) {
    Object answer = connect(auth);
    if (answer instanceof Refusal refusal) {
      throw new AssertionError("not let into " + namespace + ": " + refusal);
    }
    id = (String) answer;
    return this;
  }

  Refusal refused(Object auth) {
    if (connect(auth) instanceof Refusal refusal) {
      return refusal;
    }
    throw new AssertionError("let into " + namespace + ", and should not be");
  }

  private Object connect(Object auth) {
    String place = namespace.equals("/") ? "" : namespace + ",";
    session.receive(transport, "40" + place + Message.arguments(auth).json(0));
    return mailbox.awaitJoined();
  }

  /** The socket's id. */
  public String id() {
    return id;
  }

  /** Sends an event. */
  public void emit(String event, Object... arguments) {
    send(SocketPacketEncoder.event(Kind.EVENT, namespace, event, Message.arguments(arguments)));
  }

  /**
   * Sends an event and waits for its answer.
   *
   * @throws AssertionError when none comes; it says what has come instead
   */
  public Message emitWithAck(String event, Object... arguments) {
    long ackId = acks.getAndIncrement();
    send(SocketPacketEncoder.event(namespace, ackId, event, Message.arguments(arguments)));
    return mailbox.awaitAnswer(event, ackId);
  }

  /**
   * Waits for the next event of this name that was not taken yet; others stay, to be asked for.
   *
   * @throws AssertionError when none comes; it says what has come instead
   */
  public Message received(String event) {
    return mailbox.awaitEvent(event);
  }

  /**
   * Checks that nothing was sent to this client by this name which is not taken yet: of what had
   * been published before. What a handler may still be about to send cannot be known; wait first
   * for a sign that it is done, such as an answer.
   */
  public void receivedNo(String event) {
    settle();
    Optional<Message> found = mailbox.find(event);
    if (found.isPresent()) {
      throw new AssertionError("received " + found.get() + ", and should not have");
    }
  }

  /** Waits until what is on its way is here. */
  private void settle() {
    if (!isConnected()) {
      return;
    }
    // Broadcasts reach a socket in one order: what was published before this one has come then.
    server.of(namespace).to(id).local().emit(PROBE);
    mailbox.forget(mailbox.awaitEvent(PROBE));
  }

  /** Leaves the namespace, in good order. */
  public void disconnect() {
    send(SocketPacketEncoder.disconnect(namespace));
    mailbox.closed("io client disconnect");
  }

  /** Loses its connection without a word, as when its network breaks. */
  public void drop() {
    session.transportClosed(transport, CloseReason.TRANSPORT_CLOSE);
    mailbox.closed("transport close");
  }

  /**
   * Comes back after its connection was lost, as clients do by themselves.
   *
   * <pre>{@code
   * ada.drop();
   * ada = ada.reconnect(cluster.instance(1));
   * assertTrue(ada.isRecovered());
   * }</pre>
   *
   * @param to any instance of the cluster
   * @return the client with its new connection; what it had received before stays with the old one
   */
  public TestClient reconnect(TestInstance to) {
    TestClient again = to.open(namespace);
    again.mailbox.goOnFrom(mailbox);
    return again.join(again.mailbox.claim());
  }

  /** Whether it was given the socket that it had before, with all that it missed. */
  public boolean isRecovered() {
    return mailbox.isRecovered();
  }

  /** Answers no more pings, as when its machine sleeps. */
  public void fallSilent() {
    silent = true;
  }

  /** Whether neither side has ended the connection. */
  public boolean isConnected() {
    return mailbox.isOpen();
  }

  /**
   * Waits until the server ends the connection, or the socket.
   *
   * @return why, such as {@code io server disconnect} or {@code ping timeout}
   */
  public String disconnected() {
    return mailbox.awaitEnd();
  }

  private void answerPing() {
    awaitWritten();
    if (!silent && mailbox.isOpen() && mailbox.takePing()) {
      session.receive(transport, "3");
    }
  }

  /** A ping may wait for a write that another thread is about to end. */
  private void awaitWritten() {
    long limit = System.nanoTime() + 1_000_000_000;
    while (isConnected() && !session.isIdle() && System.nanoTime() < limit) {
      Thread.onSpinWait();
    }
  }

  private void reply(long ackId, Arguments values) {
    send(SocketPacketEncoder.ack(namespace, ackId, values));
  }

  private void send(EncodedPacket packet) {
    if (!isConnected()) {
      throw new AssertionError("the client is not connected; " + mailbox.soFar());
    }
    session.receive(transport, new String(packet.text(), UTF_8));
    packet.attachments().forEach(attachment -> session.receive(transport, attachment));
  }
}
