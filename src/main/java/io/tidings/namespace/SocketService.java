package io.tidings.namespace;

import io.tidings.namespace.RemoteSockets.Operation;
import io.tidings.namespace.RemoteSockets.Outcome;
import io.tidings.packet.Arguments;
import io.tidings.relay.Service;
import io.tidings.relay.WireReader;
import io.tidings.relay.WireWriter;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;

/** Does with the sockets of this instance what others ask by {@link RemoteSockets}. */
final class SocketService implements Service {

  private final Namespaces namespaces;
  private final Departed departed;

  SocketService(Namespaces namespaces, Departed departed) {
    this.namespaces = namespaces;
    this.departed = departed;
  }

  @Override
  public CompletionStage<byte[]> serve(String from, byte[] request) {
    WireReader in = new WireReader(request);
    Operation operation = Operation.values()[in.octet()];
    Namespace namespace = namespaces.find(in.text());
    String id = in.text();
    if (operation == Operation.ANSWERED) {
      long ackId = in.number();
      Arguments arguments = Wire.readArguments(in);
      departed.find(id).ifPresent(socket -> socket.answered(ackId, arguments));
      return done();
    }
    if (operation == Operation.ENDED) {
      departed.find(id).ifPresent(Socket::endedElsewhere);
      departed.remove(id);
      return done();
    }
    Socket socket = namespace == null ? null : namespace.socket(id);
    return socket == null || !socket.isConnected() ? absent(id) : serve(socket, operation, in);
  }

  private CompletionStage<byte[]> absent(String id) {
    Optional<Onward> way = departed.way(id);
    if (way.isEmpty()) {
      return answer(outcome(Outcome.UNKNOWN));
    }
    // Whoever asks is sent on when the socket is there, or would find it nowhere.
    CompletableFuture<byte[]> answer = new CompletableFuture<>();
    byte[] moved = outcome(Outcome.MOVED).text(way.get().instance()).toBytes();
    way.get().whenThere(() -> answer.complete(moved));
    return answer;
  }

  private CompletionStage<byte[]> serve(Socket socket, Operation operation, WireReader in) {
    switch (operation) {
      case JOIN -> {
        return join(socket, in.text());
      }
      case LEAVE -> socket.leave(in.text());
      case DISCONNECT -> socket.disconnect(in.octet() == 1);
      case PUT_DATA -> socket.data().put(in.text(), Wire.readArguments(in));
      case READ_DATA -> {
        WireWriter answer = outcome(Outcome.DONE);
        Wire.write(answer, socket.data().values());
        return answer(answer);
      }
      case EMIT_WITH_ACK -> {
        return emitWithAck(socket, in.number(), in.text(), Wire.readArguments(in));
      }
      default -> throw new IllegalArgumentException("not for a socket: " + operation);
    }
    return done();
  }

  private static CompletionStage<byte[]> join(Socket socket, String room) {
    try {
      socket.join(room);
      return done();
    } catch (TooManyRoomsException e) {
      return answer(outcome(Outcome.TOO_MANY_ROOMS));
    }
  }

  private static CompletionStage<byte[]> emitWithAck(
      Socket socket, long timeout, String event, Arguments arguments) {
    return socket
        .emitWithAck(timeout, event, arguments)
        .handle(
            (answer, failure) -> {
              if (failure == null) {
                WireWriter done = outcome(Outcome.DONE);
                Wire.write(done, answer);
                return done.toBytes();
              }
              boolean late = RemoteSockets.cause(failure) instanceof TimeoutException;
              return outcome(late ? Outcome.TIMED_OUT : Outcome.UNKNOWN).toBytes();
            });
  }

  private static CompletionStage<byte[]> done() {
    return answer(outcome(Outcome.DONE));
  }

  private static WireWriter outcome(Outcome outcome) {
    return new WireWriter(64).octet(outcome.ordinal());
  }

  private static CompletionStage<byte[]> answer(WireWriter answer) {
    return CompletableFuture.completedFuture(answer.toBytes());
  }
}
