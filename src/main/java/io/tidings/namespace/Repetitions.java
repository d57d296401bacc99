package io.tidings.namespace;

import io.tidings.broadcast.AnswerNotKeptException;
import io.tidings.broadcast.IdempotencyStore;
import io.tidings.broadcast.IdempotencyStore.Attempt;
import io.tidings.packet.ArgumentMapper;
import io.tidings.packet.Arguments;
import io.tidings.relay.WireReader;
import io.tidings.relay.WireWriter;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Has events that carry an {@link IdempotencyKey} handled once, whichever instances their
 * repetitions reach: these are answered what the first one was. A key that comes with other
 * arguments than before is refused, as REST's {@code Idempotency-Key} is.
 */
final class Repetitions {

  private static final Logger LOG = Logger.getLogger(Repetitions.class.getName());

  private static final Map<String, String> NO_KEY =
      Map.of(
          "error",
          "idempotencyKey must be a string of 1 to " + IdempotencyStore.MAX_KEY + " characters");

  private static final Map<String, String> OTHER_ARGUMENTS =
      Map.of("error", "idempotencyKey was that of an event with other arguments");

  private final IdempotencyStore store;
  private final ArgumentMapper mapper;

  Repetitions(IdempotencyStore store, ArgumentMapper mapper) {
    this.store = store;
    this.mapper = mapper;
  }

  /**
   * Has an event handled, or answers it. May block until the store knows whether it is the first,
   * {@link IdempotencyStore#PATIENCE} at most; does not wait for a first one that is at work. What
   * cannot be known to be the first is not answered: its client sends it again.
   */
  void serve(KeyedEvent sent) {
    IdempotencyKey key = IdempotencyKey.of(sent.event().arguments(), mapper);
    Ack ack = new Ack(mapper, sent.client());
    if (key.value().isEmpty()) {
      ack.send(NO_KEY);
      return;
    }
    byte[] fingerprint = KeyedEvent.fingerprint(key.arguments());
    String name = sent.name(key.value().get());
    sent.handler()
        .event(
            sent.socket(),
            sent.event().name(),
            key.arguments(),
            ack,
            handling -> once(sent, name, fingerprint, handling));
  }

  private void once(KeyedEvent sent, String name, byte[] fingerprint, Consumer<Ack> handling) {
    CompletableFuture<Void> looked = new CompletableFuture<>();
    CompletableFuture<Attempt> attempt =
        store.begin(name, () -> looked.complete(null)).toCompletableFuture();
    attempt.whenComplete((begun, failure) -> looked.complete(null));
    try {
      looked.get();
      if (!attempt.isDone()) {
        afterFirst(sent, attempt, fingerprint);
        return;
      }
      Attempt begun = attempt.get();
      if (begun.isRepetition()) {
        repeat(sent, begun, fingerprint);
      } else {
        handle(sent, begun, fingerprint, handling);
      }
    } catch (InterruptedException e) {
      attempt.thenAccept(Attempt::failed);
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      unknown(sent, e.getCause());
    }
  }

  /** It is not known whether it was handled before, or what it was answered. */
  private void unknown(KeyedEvent sent, Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof AnswerNotKeptException known) {
      new Ack(mapper, sent.client()).send(Map.of("error", known.getMessage()));
    } else {
      LOG.log(Level.FINE, "An event is left unanswered", failure);
    }
  }

  private void handle(
      KeyedEvent sent, Attempt attempt, byte[] fingerprint, Consumer<Ack> handling) {
    try {
      handling.accept(new Ack(mapper, said -> answered(sent, attempt, fingerprint, said)));
    } catch (RuntimeException | Error e) {
      attempt.failed();
      throw e;
    }
  }

  /** Answers a repetition when the first one is answered; it comes anew when that one fails. */
  private void afterFirst(KeyedEvent sent, CompletableFuture<Attempt> attempt, byte[] fingerprint) {
    long weight = sent.event().arguments().weight();
    if (!sent.inbox().hold(weight)) {
      LOG.fine("An event is left unanswered: too many of its client wait");
      attempt.thenAccept(Attempt::failed);
      return;
    }
    attempt.whenComplete(
        (begun, failure) -> {
          sent.inbox().release(weight);
          if (failure != null) {
            unknown(sent, failure);
          } else if (begun.isRepetition()) {
            repeat(sent, begun, fingerprint);
          } else {
            begun.failed();
            sent.inbox().submitLast(() -> comeAnew(sent));
          }
        });
  }

  private void comeAnew(KeyedEvent sent) {
    try {
      if (sent.socket().isConnected()) {
        serve(sent);
      }
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "A handler of " + sent.socket().namespace() + " failed", e);
    }
  }

  private void repeat(KeyedEvent sent, Attempt earlier, byte[] fingerprint) {
    byte[] known = earlier.answer().get();
    Ack ack = new Ack(mapper, sent.client());
    if (Arrays.equals(
        known, 0, Math.min(known.length, fingerprint.length), fingerprint, 0, fingerprint.length)) {
      byte[] answer = Arrays.copyOfRange(known, fingerprint.length, known.length);
      ack.send(Wire.readArguments(new WireReader(answer)));
    } else {
      ack.send(OTHER_ARGUMENTS);
    }
  }

  private static void answered(
      KeyedEvent sent, Attempt attempt, byte[] fingerprint, Arguments said) {
    WireWriter out = new WireWriter(64);
    Wire.write(out, said);
    byte[] answer = out.toBytes();
    byte[] remembered = Arrays.copyOf(fingerprint, fingerprint.length + answer.length);
    System.arraycopy(answer, 0, remembered, fingerprint.length, answer.length);
    // First: who has the answer does not ask again.
    attempt.answered(RetryScope.of(sent.socket()), remembered);
    if (sent.client() != null) {
      sent.client().accept(said);
    }
  }
}
