package io.tidings.namespace;

import io.tidings.broadcast.SocketRecord;
import io.tidings.packet.ArgumentMapper;
import io.tidings.packet.Arguments;
import io.tidings.packet.NameRules;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;

/**
 * A socket on whichever instance it lives, as it was when it was looked up. What is done to it is
 * done there, within a round trip or two; none of the methods blocks.
 *
 * <pre>{@code
 * server.socket(id).thenAccept(found -> found.ifPresent(socket -> socket.join("room-1")));
 * }</pre>
 *
 * <p>The stages fail with {@link DisconnectedException} when the socket is gone, and with {@link
 * TimeoutException} when its instance does not answer within 10 seconds, or not any more since it
 * stops: then it is not known whether the instance has done what it was asked.
 */
public final class RemoteSocket {

  private final SocketRecord record;
  private final RemoteSockets remote;
  private final ArgumentMapper mapper;
  private final Sockets itself;

  /**
   * @param itself the socket alone
   */
  RemoteSocket(SocketRecord record, RemoteSockets remote, ArgumentMapper mapper, Sockets itself) {
    this.record = record;
    this.remote = remote;
    this.mapper = mapper;
    this.itself = itself;
  }

  /** The public id, which other clients may know. */
  public String id() {
    return record.id();
  }

  /** What the cluster knew of it when it was looked up: its rooms, its instance, its address. */
  public SocketRecord record() {
    return record;
  }

  /**
   * Completes when the socket is in the room; fails with {@link TooManyRoomsException} when it may
   * be in no more, with {@link EventRefusedException} when the room is the id of another socket.
   */
  public CompletionStage<Void> join(String room) {
    NameRules.room(room);
    if (SocketIds.isId(room) && !room.equals(id())) {
      return CompletableFuture.failedFuture(Socket.notARoom());
    }
    return remote.join(record.instance(), record.namespace(), id(), room);
  }

  /** Completes when the socket is not in the room. */
  public CompletionStage<Void> leave(String room) {
    return remote.leave(record.instance(), record.namespace(), id(), room);
  }

  /**
   * Ends the socket; its client hears {@code io server disconnect}.
   *
   * @param close whether to end the client's whole connection, with its other namespaces
   */
  public CompletionStage<Void> disconnect(boolean close) {
    return remote.disconnect(record.instance(), record.namespace(), id(), close);
  }

  /**
   * Sends its client an event, in one order with what is broadcast.
   *
   * @param arguments values with a JSON-B form; {@code byte[]} and {@code ByteBuffer} go as binary
   * @return the event's id, once it is published; an event for a socket that is gone is lost
   * @throws IllegalArgumentException when an argument has no JSON form
   */
  public CompletionStage<String> emit(String event, Object... arguments) {
    return itself.emit(event, arguments);
  }

  /**
   * Sends its client an event and expects an answer.
   *
   * @param timeout milliseconds
   * @return the answer; fails with {@link TimeoutException} when none came in time
   */
  public CompletionStage<Arguments> emitWithAck(long timeout, String event, Object... arguments) {
    return remote.emitWithAck(
        record.instance(), record.namespace(), id(), timeout, event, mapper.toArguments(arguments));
  }

  /** The same within {@link Socket#ACK_TIMEOUT}. */
  public CompletionStage<Arguments> emitWithAck(String event, Object... arguments) {
    return emitWithAck(Socket.ACK_TIMEOUT, event, arguments);
  }

  /** What the application keeps with it: a copy, which {@link #put} does not change. */
  public CompletionStage<SocketData> data() {
    return remote.read(
        record.instance(), record.namespace(), id(), new SocketData(mapper, () -> {}));
  }

  /**
   * Keeps a value with the socket, in place of the one of that name.
   *
   * @param value with a JSON-B form
   * @throws IllegalArgumentException when it has none
   */
  public CompletionStage<Void> put(String name, Object value) {
    return remote.put(record.instance(), record.namespace(), id(), name, mapper.toArguments(value));
  }
}
