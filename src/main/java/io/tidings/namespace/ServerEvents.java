package io.tidings.namespace;

import io.tidings.engine.Timer;
import io.tidings.packet.Arguments;
import io.tidings.relay.Relay;
import io.tidings.relay.WireReader;
import io.tidings.relay.WireWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/** Sends events to the application's methods on the other instances, and gathers their answers. */
final class ServerEvents {

  static final String SUBJECT = "server-events";

  /** Milliseconds for a request and its answer to travel. */
  private static final long TRAVEL = 10_000;

  private final String self;
  private final Relay relay;
  private final Timer timer;

  /** Completes when the event before has been sent: whichever instances are found first. */
  private CompletionStage<Void> turn = CompletableFuture.completedFuture(null);

  ServerEvents(String self, Relay relay, Timer timer) {
    this.self = self;
    this.relay = relay;
    this.timer = timer;
  }

  /**
   * @param timeout milliseconds after which no answer counts any more
   * @return the answers by the ids of instances
   */
  CompletionStage<Answers> emit(String namespace, String event, Arguments arguments, long timeout) {
    WireWriter request = new WireWriter(128).text(namespace).text(event);
    Wire.write(request, arguments);
    byte[] bytes = request.toBytes();
    CompletionStage<Set<String>> instances = relay.instances();
    CompletableFuture<Void> own = new CompletableFuture<>();
    CompletionStage<Void> before;
    synchronized (this) {
      before = turn;
      turn = own;
    }
    CompletionStage<CompletionStage<Answers>> sent =
        before.thenCombine(instances, (none, all) -> ask(others(all), bytes, timeout));
    sent.whenComplete((answers, failure) -> own.complete(null));
    return sent.thenCompose(answers -> answers);
  }

  private Set<String> others(Set<String> all) {
    return all.stream().filter(id -> !id.equals(self)).collect(Collectors.toSet());
  }

  private CompletionStage<Answers> ask(Set<String> instances, byte[] request, long timeout) {
    Map<String, Arguments> received = new LinkedHashMap<>();
    CompletableFuture<?>[] asked =
        instances.stream()
            .map(
                instance ->
                    relay
                        .ask(instance, SUBJECT, request, timeout + TRAVEL)
                        .thenAccept(answer -> note(received, instance, answer))
                        .exceptionally(gone -> null)
                        .toCompletableFuture())
            .toArray(CompletableFuture[]::new);
    CompletableFuture<Void> over = CompletableFuture.allOf(asked);
    Timer.Handle end = timer.schedule(timeout, () -> over.complete(null));
    return over.thenApply(
        all -> {
          end.cancel();
          return answers(instances, received);
        });
  }

  /** An instance where no method is for the event says so by an empty answer. */
  private static void note(Map<String, Arguments> received, String instance, byte[] answer) {
    if (answer.length > 0) {
      Arguments arguments = Wire.readArguments(new WireReader(answer));
      synchronized (received) {
        received.put(instance, arguments);
      }
    }
  }

  private static Answers answers(Set<String> instances, Map<String, Arguments> received) {
    synchronized (received) {
      return new Answers(
          received,
          instances.stream()
              .filter(instance -> !received.containsKey(instance))
              .collect(Collectors.toSet()));
    }
  }
}
