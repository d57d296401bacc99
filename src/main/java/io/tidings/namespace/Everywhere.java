package io.tidings.namespace;

import io.tidings.broadcast.Adapter;
import io.tidings.broadcast.Broadcast;
import io.tidings.broadcast.BroadcastId;
import io.tidings.broadcast.Selection;
import io.tidings.relay.Relay;
import io.tidings.relay.Service;
import io.tidings.relay.WireWriter;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

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

  /** Whoever waits goes on here, and not on the thread on which all broadcasts depend. */
  private final ExecutorService answers = Executors.newSingleThreadExecutor(Everywhere::thread);

  /**
   * @param own what this instance answers under {@link #SUBJECT}
   */
  Everywhere(String self, Adapter adapter, Relay relay, Service own) {
    this.self = self;
    this.adapter = adapter;
    this.relay = relay;
    this.own = own;
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
    // The id of a local broadcast names no place; it has been handed over when it is published.
    BroadcastId place = local ? BroadcastId.NONE : BroadcastId.parse(id);
    byte[] request = new WireWriter(32).text(place.toString()).toBytes();
    return instances(local).thenCompose(all -> all(all, instance -> ask(instance, request)));
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

  private CompletionStage<byte[]> ask(String instance, byte[] request) {
    return instance.equals(self)
        ? own.serve(self, request)
        : relay.ask(instance, SUBJECT, request, TRAVEL);
  }

  /** Completes when each has answered, or cannot: one that is gone has no sockets any more. */
  private static CompletionStage<Void> all(
      Set<String> instances, Function<String, CompletionStage<byte[]>> ask) {
    return CompletableFuture.allOf(
        instances.stream()
            .map(instance -> ask.apply(instance).exceptionally(gone -> null).toCompletableFuture())
            .toArray(CompletableFuture[]::new));
  }

  @Override
  public void close() {
    answers.shutdown();
  }
}
