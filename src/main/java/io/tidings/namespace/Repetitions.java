package io.tidings.namespace;

import io.tidings.broadcast.AnswerNotKeptException;
import io.tidings.broadcast.IdempotencyStore;
import io.tidings.broadcast.IdempotencyStore.Attempt;
import io.tidings.packet.ArgumentMapper;
import io.tidings.packet.Arguments;
import io.tidings.packet.SocketPacket;
import io.tidings.relay.WireReader;
import io.tidings.relay.WireWriter;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Has events that carry an {@link IdempotencyKey} served once, whichever instances their
 * repetitions reach: these are answered what the first one was.
 */
final class Repetitions {

  private static final Logger LOG = Logger.getLogger(Repetitions.class.getName());

  private static final Map<String, String> NO_KEY =
      Map.of(
          "error",
          "idempotencyKey must be a string of 1 to " + IdempotencyStore.MAX_KEY + " characters");

  private final IdempotencyStore store;
  private final ArgumentMapper mapper;

  Repetitions(IdempotencyStore store, ArgumentMapper mapper) {
    this.store = store;
    this.mapper = mapper;
  }

  /**
   * Has an event served, or answers it. May block for {@link IdempotencyStore#PATIENCE}. What
   * cannot be known to be the first is not answered: its client sends it again.
   *
   * @param client is sent the answer; null when it wants none
   */
  void serve(
      Socket socket, SocketPacket.Event event, EventHandler handler, Consumer<Arguments> client) {
    Consumer<Arguments> answer = client == null ? said -> {} : client;
    IdempotencyKey key = IdempotencyKey.of(event.arguments(), mapper);
    if (key.value().isEmpty()) {
      answer.accept(mapper.toArguments(NO_KEY));
      return;
    }
    Optional<Attempt> begun = begin(name(socket, event.name(), key.value().get()), answer);
    if (begun.isPresent() && begun.get().isRepetition()) {
      answer.accept(Wire.readArguments(new WireReader(begun.get().answer().get())));
    } else if (begun.isPresent()) {
      serveFirst(begun.get(), socket, event.name(), key.arguments(), handler, answer);
    }
  }

  private void serveFirst(
      Attempt attempt,
      Socket socket,
      String event,
      Arguments arguments,
      EventHandler handler,
      Consumer<Arguments> client) {
    try {
      Ack ack = new Ack(mapper, said -> answered(socket, attempt, said, client));
      handler.event(socket, event, arguments, ack);
    } catch (RuntimeException | Error e) {
      attempt.failed();
      throw e;
    }
  }

  /** Keys are those of a user's, where it is known who that is; and of one event. */
  private static String name(Socket socket, String event, String key) {
    return String.join("\n", socket.namespace(), socket.handshake().user().orElse(""), event, key);
  }

  private Optional<Attempt> begin(String name, Consumer<Arguments> answer) {
    try {
      return Optional.of(store.begin(name).toCompletableFuture().get());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof AnswerNotKeptException known) {
        answer.accept(mapper.toArguments(Map.of("error", known.getMessage())));
      } else {
        LOG.log(Level.FINE, "An event is left unanswered", e);
      }
    }
    return Optional.empty();
  }

  private static void answered(
      Socket socket, Attempt attempt, Arguments said, Consumer<Arguments> client) {
    WireWriter out = new WireWriter(64);
    Wire.write(out, said);
    // First: who has the answer does not ask again.
    attempt.answered(socket.handshake().user().orElse(socket.id()), out.toBytes());
    client.accept(said);
  }
}
