package io.tidings.cluster;

import io.tidings.relay.Relay;
import io.tidings.relay.Service;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Relays between instances of one process that share a bus. An instance that is alone uses it too:
 * all others are gone.
 */
public final class InProcessRelay implements Relay, AutoCloseable {

  private final InProcessBus bus;
  private final String self;
  private final Scheduler scheduler;
  private final Line arrivals;
  private final Questions questions = new Questions();
  private final Services services = new Services();
  private volatile boolean closed;

  /**
   * Joins the bus: from now on this instance is there.
   *
   * @param self this instance's id
   * @param executor runs what arrives here, requests and answers, one after the other; must not run
   *     anything on the thread that hands it in, which may hold locks
   * @param scheduler counts the patience of requests
   */
  public InProcessRelay(InProcessBus bus, String self, Executor executor, Scheduler scheduler) {
    this.bus = bus;
    this.self = self;
    this.scheduler = scheduler;
    this.arrivals = new Line(executor);
    bus.join(self, this);
  }

  @Override
  public CompletionStage<byte[]> ask(
      String instance, String subject, byte[] request, long patience) {
    CompletableFuture<byte[]> answer = new CompletableFuture<>();
    // Noted before the other is looked for: if it leaves after that, it finds the question.
    long correlation = questions.add(instance, scheduler.millis() + patience, answer);
    Optional<InProcessRelay> other = bus.relay(instance);
    if (closed || other.isEmpty()) {
      questions.gone(correlation);
    } else {
      scheduler.after(patience, () -> questions.refused(correlation, "no answer in time"));
      other.get().arrivals.add(() -> other.get().requested(this, correlation, subject, request));
    }
    return answer;
  }

  @Override
  public void serve(String subject, Service service) {
    services.put(subject, service);
  }

  @Override
  public CompletionStage<Boolean> isThere(String instance) {
    return CompletableFuture.completedFuture(bus.relay(instance).isPresent());
  }

  @Override
  public CompletionStage<Set<String>> instances() {
    return CompletableFuture.completedFuture(bus.instances());
  }

  private void requested(InProcessRelay from, long correlation, String subject, byte[] request) {
    if (closed) {
      return;
    }
    CompletableFuture<Boolean> heard = new CompletableFuture<>();
    services
        .serve(from.self, subject, request, heard)
        .whenComplete(
            (answer, failure) ->
                from.arrivals.add(
                    () -> {
                      boolean there = from.answered(this, correlation, answer, failure);
                      arrivals.add(() -> heard.complete(there));
                    }));
  }

  /** Whether this instance is there to hear it. */
  private boolean answered(InProcessRelay by, long correlation, byte[] answer, Throwable failure) {
    if (failure != null) {
      questions.refused(correlation, "the instance refuses");
    } else if (!by.closed) {
      questions.answered(correlation, answer);
    }
    return !closed;
  }

  private void left(String instance) {
    // Those of this moment: the next instance by that name owes what it is asked itself.
    List<Long> owed = questions.askedOf(instance);
    arrivals.add(() -> questions.gone(owed));
  }

  /** This instance is gone, at once: it answers nothing more, and is answered nothing more. */
  @Override
  public void close() {
    closed = true;
    bus.leave(self, this);
    bus.relays().forEach(other -> other.left(self));
    questions.close();
  }
}
