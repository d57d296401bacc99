package io.tidings.namespace;

import io.tidings.access.MemoryBudget;
import io.tidings.access.MemoryBudget.Account;
import io.tidings.access.MemoryBudget.Use;
import io.tidings.broadcast.Adapter;
import io.tidings.broadcast.Broadcast;
import io.tidings.broadcast.BroadcastId;
import io.tidings.broadcast.Selection;
import io.tidings.broadcast.SocketRecord;
import io.tidings.engine.Timer;
import io.tidings.namespace.Reports.Question;
import io.tidings.packet.Arguments;
import io.tidings.packet.EventNames;
import io.tidings.relay.Relay;
import io.tidings.relay.Service;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Tells all instances what to do with sockets of theirs, and finds out when they have.
 *
 * <p>A command is broadcast, so that it has its place among the events, and a socket that moves
 * meanwhile gets it once. Then each instance is asked whether it has come to that place.
 */
final class Everywhere implements AutoCloseable {

  static final String SUBJECT = "everywhere";

  /** Milliseconds for a request and its answer to travel. */
  private static final long TRAVEL = 10_000;

  private final String self;
  private final Adapter adapter;
  private final Relay relay;
  private final Service own;
  private final Timer timer;
  private final MemoryBudget budget;
  private final ServerEvents serverEvents;
  private final AtomicLong surveys = new AtomicLong();

  /** Whoever waits goes on here, and not on the thread on which all broadcasts depend. */
  private final ExecutorService answers = Executors.newSingleThreadExecutor(Everywhere::thread);

  /**
   * @param own what this instance answers under {@link #SUBJECT}
   * @param budget counts the answers of sockets until all are there
   */
  Everywhere(
      String self, Adapter adapter, Relay relay, Service own, Timer timer, MemoryBudget budget) {
    this.self = self;
    this.adapter = adapter;
    this.relay = relay;
    this.own = own;
    this.timer = timer;
    this.budget = budget;
    this.serverEvents = new ServerEvents(self, relay, timer);
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "tidings-answers");
    thread.setDaemon(true);
    return thread;
  }

  /** Completes when every instance that is there has carried the command out. */
  CompletionStage<Void> command(String namespace, Selection selection, Command command) {
    return adapter
        .publish(new Broadcast(namespace, selection, command.encode()))
        .thenCompose(id -> reached(id, selection.local()))
        .thenApplyAsync(done -> done, answers);
  }

  private CompletionStage<Void> reached(String id, boolean local) {
    Question question = new Question(place(id, local), "", 0, 0);
    return instances(local)
        .thenCompose(all -> all(all, instance -> ask(instance, question, TRAVEL)));
  }

  private static BroadcastId place(String id, boolean local) {
    // The id of a local broadcast names no place; it has been handed over when it is published.
    return local ? BroadcastId.NONE : BroadcastId.parse(id);
  }

  /**
   * Sends sockets an event and gathers what their clients answer.
   *
   * @param timeout milliseconds after which nothing counts any more
   * @param sockets finds those that are known to be there
   */
  CompletionStage<Answers> ask(
      String namespace,
      Selection selection,
      long timeout,
      String event,
      Arguments arguments,
      Supplier<CompletionStage<List<SocketRecord>>> sockets) {
    EventNames.check(event);
    String survey = self + "-" + surveys.incrementAndGet();
    Command ask = new Command.Ask(survey, timeout, event, arguments);
    Account account = budget.open(() -> {});
    Gathering gathering = new Gathering(account.holding(Use.ANSWERS));
    Timer.Handle end = timer.schedule(timeout, gathering::timedOut);
    boolean local = selection.local();
    adapter
        .publish(new Broadcast(namespace, selection, ask.encode()))
        .thenCompose(
            id ->
                instances(local)
                    .thenCombine(
                        sockets.get(),
                        (instances, found) -> {
                          Question first = new Question(place(id, local), survey, 0, 0);
                          gathering
                              .begin(instances, found)
                              .forEach(each -> gather(gathering, each, first, timeout));
                          return id;
                        }))
        .exceptionally(
            failure -> {
              gathering.failed(RemoteSockets.cause(failure));
              return null;
            });
    return gathering
        .result()
        .whenComplete(
            (all, failure) -> {
              gathering.release();
              account.end();
            })
        .whenCompleteAsync((all, failure) -> end.cancel(), answers);
  }

  /**
   * Sends an event to the application's methods on the other instances.
   *
   * @param timeout milliseconds after which no answer counts any more
   */
  CompletionStage<Answers> serverSideEmit(
      String namespace, String event, Arguments arguments, long timeout) {
    return serverEvents
        .emit(namespace, event, arguments, timeout)
        .thenApplyAsync(all -> all, answers);
  }

  private void gather(Gathering gathering, String instance, Question question, long timeout) {
    ask(instance, question, timeout + TRAVEL)
        .whenComplete(
            (answer, failure) -> {
              if (failure != null) {
                gathering.gone(instance);
                return;
              }
              Report report = Report.decode(answer);
              gathering.reported(instance, report);
              if (!report.over() && !gathering.result().isDone()) {
                gather(gathering, instance, question.after(report), timeout);
              }
            });
  }

  private CompletionStage<Set<String>> instances(boolean local) {
    return local
        ? CompletableFuture.completedFuture(Set.of(self))
        : relay.instances().thenApply(this::withSelf);
  }

  private Set<String> withSelf(Set<String> others) {
    Set<String> all = new HashSet<>(others);
    all.add(self);
    return all;
  }

  private CompletionStage<byte[]> ask(String instance, Question question, long patience) {
    byte[] request = question.encode();
    return instance.equals(self)
        ? own.serve(self, request)
        : relay.ask(instance, SUBJECT, request, patience);
  }

  /**
   * Completes when each has answered, or is gone, with all its sockets. Of one that is there and
   * does not answer it is not known what it did.
   */
  private static CompletionStage<Void> all(
      Set<String> instances, Function<String, CompletionStage<byte[]>> ask) {
    return CompletableFuture.allOf(
        instances.stream()
            .map(instance -> ask.apply(instance).exceptionallyCompose(Everywhere::passOverGone))
            .map(CompletionStage::toCompletableFuture)
            .toArray(CompletableFuture[]::new));
  }

  private static CompletionStage<byte[]> passOverGone(Throwable failure) {
    return RemoteSockets.isGone(failure)
        ? CompletableFuture.completedFuture(null)
        : CompletableFuture.failedFuture(RemoteSockets.unanswered(failure));
  }

  @Override
  public void close() {
    answers.shutdown();
  }
}
