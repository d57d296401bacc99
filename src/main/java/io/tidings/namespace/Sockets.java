package io.tidings.namespace;

import io.tidings.broadcast.Broadcast;
import io.tidings.broadcast.Selection;
import io.tidings.broadcast.SocketRecord;
import io.tidings.packet.Arguments;
import io.tidings.packet.EncodedPacket;
import io.tidings.packet.EncodedPacket.Kind;
import io.tidings.packet.NameRules;
import io.tidings.packet.SocketPacketEncoder;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * Sockets of one namespace, selected step by step, on every instance: to send them an event, or to
 * do something with them. Immutable: each step returns a new selection.
 *
 * <pre>{@code
 * server.of("/chat").to("room-1").except("muted").emit("said", message);
 * server.of("/chat").to("room-1").socketsJoin("archive");
 * }</pre>
 *
 * <p>Nothing here blocks. What is done from one thread keeps its order at each socket: events and
 * {@code socketsJoin}, {@code socketsLeave}, {@code disconnectSockets} alike. The stages complete
 * on threads that must not be blocked.
 */
public final class Sockets {

  private final Server server;
  private final String namespace;
  private final Selection selection;
  private final long timeout;

  Sockets(Server server, String namespace, Selection selection) {
    this(server, namespace, selection, Socket.ACK_TIMEOUT);
  }

  private Sockets(Server server, String namespace, Selection selection, long timeout) {
    this.server = server;
    this.namespace = namespace;
    this.selection = selection;
    this.timeout = timeout;
  }

  /** Also those in any of these rooms; a socket's id names a room with it alone. */
  public Sockets to(String... rooms) {
    return with(selection.to(rooms));
  }

  /** The same as {@link #to}. */
  public Sockets in(String... rooms) {
    return to(rooms);
  }

  /** Not those in any of these rooms. */
  public Sockets except(String... rooms) {
    return with(selection.without(rooms));
  }

  /** Only those of this instance. */
  public Sockets local() {
    return with(selection.onlyLocal());
  }

  /** An event may be lost to a client that is slow (Socket.IO calls it volatile). */
  public Sockets lossy() {
    return with(selection.withLoss());
  }

  /**
   * How long {@code emitWithAck} waits for answers; {@link Socket#ACK_TIMEOUT} where it is not
   * said.
   *
   * @param milliseconds at least 1
   * @throws IllegalArgumentException when it is less
   */
  public Sockets timeout(long milliseconds) {
    if (milliseconds < 1) {
      throw new IllegalArgumentException("a timeout of " + milliseconds + " ms");
    }
    return new Sockets(server, namespace, selection, milliseconds);
  }

  /**
   * Sends them an event.
   *
   * @param arguments values with a JSON-B form; {@code byte[]} and {@code ByteBuffer} go as binary
   * @return the event's id, once it is published
   * @throws IllegalArgumentException when an argument has no JSON form
   */
  public CompletionStage<String> emit(String event, Object... arguments) {
    return emit(event, server.mapper().toArguments(arguments));
  }

  /** Sends them an event whose arguments are encoded already. */
  public CompletionStage<String> emit(String event, Arguments arguments) {
    Kind kind = selection.lossy() ? Kind.VOLATILE : Kind.EVENT;
    EncodedPacket packet = SocketPacketEncoder.event(kind, namespace, event, arguments);
    return server.adapter().publish(new Broadcast(namespace, selection, packet));
  }

  /**
   * Sends them an event and gathers what their clients answer.
   *
   * <pre>{@code
   * server.of("/chat").to("room-1").timeout(2_000).emitWithAck("ready?")
   *     .thenAccept(answers -> log(answers.received().size() + " of them, not " + answers.unanswered()));
   * }</pre>
   *
   * <p>The event has its place among all others, as if it were emitted. It is never lossy.
   *
   * @param arguments values with a JSON-B form; {@code byte[]} and {@code ByteBuffer} go as binary
   * @return completes when all have answered, and with what is there when the {@link #timeout} has
   *     passed since the call. One that disconnects counts as unanswered at once, and so does one
   *     whose instance dies, within seconds. Fails when the event could not be published, and with
   *     {@link java.util.concurrent.TimeoutException} when until then it could not be found out who
   *     is to answer
   * @throws IllegalArgumentException when an argument has no JSON form
   */
  public CompletionStage<Answers> emitWithAck(String event, Object... arguments) {
    return emitWithAck(event, server.mapper().toArguments(arguments));
  }

  /** The same with arguments that are encoded already. */
  public CompletionStage<Answers> emitWithAck(String event, Arguments arguments) {
    return server.everywhere().ask(namespace, selection, timeout, event, arguments, this::records);
  }

  /**
   * Looks them up, in one round trip. Sockets whose connect handler still runs are not among them.
   *
   * <pre>{@code
   * server.of("/chat").to("room-1").fetchSockets()
   *     .thenAccept(sockets -> sockets.forEach(socket -> log(socket.id(), socket.record().rooms())));
   * }</pre>
   *
   * @return in no particular order; fails within seconds when the message queue does not answer
   */
  public CompletionStage<List<RemoteSocket>> fetchSockets() {
    return records().thenApply(found -> found.stream().map(this::remote).toList());
  }

  private CompletionStage<List<SocketRecord>> records() {
    return server
        .presence()
        .sockets(namespace, onlyRoom())
        .thenApply(found -> found.stream().filter(this::isSelected).toList());
  }

  /** What presence can select by; it does not know the rooms that sockets have for their ids. */
  private Optional<String> onlyRoom() {
    return selection.rooms().size() == 1
        ? selection.rooms().stream().filter(room -> !SocketIds.isId(room)).findFirst()
        : Optional.empty();
  }

  private boolean isSelected(SocketRecord socket) {
    return selection.includes(socket)
        && (!selection.local() || socket.instance().equals(server.instanceId()));
  }

  private RemoteSocket remote(SocketRecord record) {
    return new RemoteSocket(
        record,
        server.remote(),
        server.mapper(),
        new Sockets(server, namespace, Selection.ALL.to(record.id())));
  }

  /**
   * Brings them into rooms.
   *
   * @return completes when they are there, on every instance; one that dies meanwhile is not waited
   *     for. Fails when too much waits already for a message queue that is away, and then nothing
   *     is done; or with {@link java.util.concurrent.TimeoutException} when an instance does not
   *     answer within 10 seconds, and then does it later, if it is still there
   */
  public CompletionStage<Void> socketsJoin(String... rooms) {
    Set.of(rooms).forEach(NameRules::room);
    return command(new Command.Join(Set.of(rooms)));
  }

  /**
   * Takes them out of rooms.
   *
   * @return completes and fails like that of {@link #socketsJoin}
   */
  public CompletionStage<Void> socketsLeave(String... rooms) {
    return command(new Command.Leave(Set.of(rooms)));
  }

  /**
   * Ends them; their clients hear {@code io server disconnect}.
   *
   * @param close whether to end the clients' whole connections, with their other namespaces
   * @return completes and fails like that of {@link #socketsJoin}
   */
  public CompletionStage<Void> disconnectSockets(boolean close) {
    return command(new Command.Disconnect(close));
  }

  /**
   * Sends an event to the handlers of this namespace on the other instances, to their methods with
   * {@code @OnServerEvent}; no client hears of it.
   *
   * <pre>{@code
   * server.of("/chat").serverSideEmit("price", 4.99)
   *     .thenAccept(answers -> log(answers.received().size() + " instances have it"));
   * }</pre>
   *
   * <p>What one instance emits is heard on each other one in its order, one after the other.
   *
   * @param arguments values with a JSON-B form; {@code byte[]} and {@code ByteBuffer} go as binary
   * @return what each instance answered, by its id, at the latest after the {@link #timeout}; one
   *     that has no method for the event, or is gone, is among the unanswered. Fails within seconds
   *     when the message queue does not say which instances there are
   * @throws IllegalArgumentException when an argument has no JSON form
   * @throws IllegalStateException when sockets were selected: instances are not in rooms
   */
  public CompletionStage<Answers> serverSideEmit(String event, Object... arguments) {
    if (!selection.equals(Selection.ALL)) {
      throw new IllegalStateException("an event for instances goes to all others of a namespace");
    }
    return server
        .everywhere()
        .serverSideEmit(namespace, event, server.mapper().toArguments(arguments), timeout);
  }

  private CompletionStage<Void> command(Command command) {
    return server.everywhere().command(namespace, selection, command);
  }

  private Sockets with(Selection next) {
    return new Sockets(server, namespace, next, timeout);
  }
}
