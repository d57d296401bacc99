package io.tidings.namespace;

import io.tidings.packet.Arguments;
import io.tidings.relay.Relay;
import io.tidings.relay.UnansweredException;
import io.tidings.relay.WireReader;
import io.tidings.relay.WireWriter;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;

/**
 * Asks instances to do something with a socket that lives there. The stages fail with {@link
 * DisconnectedException} when the socket is gone, or its instance is, and with {@link
 * TimeoutException} when an instance that is there gives no answer.
 */
final class RemoteSockets {

  static final String SUBJECT = "sockets";

  /** What is asked. */
  enum Operation {
    JOIN,
    LEAVE,
    DISCONNECT,
    EMIT_WITH_ACK,
    READ_DATA,
    PUT_DATA,
    /** To the instance that a socket came from: its client answered an event from there. */
    ANSWERED,
    /** To the instance that a socket came from: it has ended. */
    ENDED
  }

  /** What is answered. */
  enum Outcome {
    DONE,
    /** No such socket. */
    UNKNOWN,
    /** It has moved, to the instance that follows. */
    MOVED,
    /** Its client has not answered in time. */
    TIMED_OUT,
    /** It may be in no more rooms. */
    TOO_MANY_ROOMS
  }

  /** Milliseconds for a request and its answer to travel. */
  private static final long TRAVEL = 10_000;

  private final Relay relay;

  RemoteSockets(Relay relay) {
    this.relay = relay;
  }

  CompletionStage<Void> join(String instance, String namespace, String id, String room) {
    return done(instance, request(Operation.JOIN, namespace, id).text(room));
  }

  CompletionStage<Void> leave(String instance, String namespace, String id, String room) {
    return done(instance, request(Operation.LEAVE, namespace, id).text(room));
  }

  CompletionStage<Void> disconnect(String instance, String namespace, String id, boolean close) {
    return done(instance, request(Operation.DISCONNECT, namespace, id).octet(close ? 1 : 0));
  }

  /**
   * @param timeout milliseconds for the client to answer; then the stage fails with {@link
   *     TimeoutException}
   */
  CompletionStage<Arguments> emitWithAck(
      String instance,
      String namespace,
      String id,
      long timeout,
      String event,
      Arguments arguments) {
    WireWriter request =
        request(Operation.EMIT_WITH_ACK, namespace, id).number(timeout).text(event);
    Wire.write(request, arguments);
    return ask(instance, request.toBytes(), timeout + TRAVEL).thenApply(Wire::readArguments);
  }

  /** Adds to {@code data} what the socket has. */
  CompletionStage<SocketData> read(String instance, String namespace, String id, SocketData data) {
    byte[] request = request(Operation.READ_DATA, namespace, id).toBytes();
    return ask(instance, request, TRAVEL)
        .thenApply(
            in -> {
              data.values().putAll(Wire.readData(in));
              return data;
            });
  }

  CompletionStage<Void> put(
      String instance, String namespace, String id, String name, Arguments value) {
    WireWriter request = request(Operation.PUT_DATA, namespace, id).text(name);
    Wire.write(request, value);
    return done(instance, request);
  }

  /** Passes a client's answer on to the instance that asked for it. */
  void answered(String instance, Socket socket, long ackId, Arguments arguments) {
    WireWriter request = request(Operation.ANSWERED, socket.namespace(), socket.id()).number(ackId);
    Wire.write(request, arguments);
    // Nobody is there to be told that it did not arrive: whoever waits has a time-out.
    done(instance, request);
  }

  /** Tells the instance that a socket came from that it has ended. */
  void ended(String instance, Socket socket) {
    done(instance, request(Operation.ENDED, socket.namespace(), socket.id()));
  }

  private static WireWriter request(Operation operation, String namespace, String id) {
    return new WireWriter(128).octet(operation.ordinal()).text(namespace).text(id);
  }

  private CompletionStage<Void> done(String instance, WireWriter request) {
    return ask(instance, request.toBytes(), TRAVEL).thenAccept(in -> {});
  }

  private CompletionStage<WireReader> ask(String instance, byte[] request, long patience) {
    return relay
        .ask(instance, SUBJECT, request, patience)
        .handle(
            (answer, failure) ->
                failure == null
                    ? outcome(new WireReader(answer), request, patience)
                    : RemoteSockets.<WireReader>failed(unanswered(failure)))
        .thenCompose(stage -> stage);
  }

  private CompletionStage<WireReader> outcome(WireReader in, byte[] request, long patience) {
    return switch (Outcome.values()[in.octet()]) {
      case DONE -> CompletableFuture.completedFuture(in);
      case MOVED -> ask(in.text(), request, patience);
      case TIMED_OUT -> failed(new TimeoutException("no answer from the client in time"));
      case TOO_MANY_ROOMS -> failed(new TooManyRoomsException());
      case UNKNOWN -> failed(new DisconnectedException());
    };
  }

  /** What a request to an instance that did not answer means for who made it. */
  static Exception unanswered(Throwable failure) {
    return isGone(failure)
        ? new DisconnectedException()
        : new TimeoutException("the instance does not answer; it may have done what it was asked");
  }

  /** Whether a request found no answer since its instance is gone, with all its sockets. */
  static boolean isGone(Throwable failure) {
    return cause(failure) instanceof UnansweredException e && e.isInstanceGone();
  }

  private static <T> CompletionStage<T> failed(Exception why) {
    return CompletableFuture.failedFuture(why);
  }

  /** What made a stage fail, without its wrapping. */
  static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }
}
