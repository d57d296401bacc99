package io.tidings.cluster;

import io.tidings.broadcast.Broadcast;
import io.tidings.broadcast.BroadcastId;
import io.tidings.broadcast.History;
import io.tidings.broadcast.IdempotencyStore;
import io.tidings.broadcast.Leases;
import io.tidings.broadcast.SocketStore;
import io.tidings.config.IdempotencyConfig;
import io.tidings.config.RecoveryConfig;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Joins the instances of one process. What is published on one's adapter is delivered on all of
 * them, in the order of the ids, before {@link #publish} completes; their relays find each other.
 */
public final class InProcessBus {

  private final List<InProcessAdapter> adapters = new CopyOnWriteArrayList<>();
  private final Map<String, InProcessRelay> relays = new ConcurrentHashMap<>();
  private final Map<String, String> holders = new ConcurrentHashMap<>();
  private final Serial serial = new Serial();
  private final Places places = new Places();
  private final Clock clock;
  private final Rings history;
  private final Optional<KeptHere> kept;
  private final InProcessIdempotency idempotency;

  /** Of what was published last; within {@link #serial}. */
  private BroadcastId last;

  /**
   * @param clock gives the first half of the ids; it may be set back, the ids rise all the same
   */
  public InProcessBus(Clock clock) {
    this(clock, RecoveryConfig.DEFAULT, IdempotencyConfig.DEFAULT);
  }

  /**
   * @param recovery what is remembered of each namespace
   */
  public InProcessBus(Clock clock, RecoveryConfig recovery) {
    this(clock, recovery, IdempotencyConfig.DEFAULT);
  }

  /**
   * @param idempotency what is remembered of what is done once
   */
  public InProcessBus(Clock clock, RecoveryConfig recovery, IdempotencyConfig idempotency) {
    this.clock = clock;
    // Below the first id, and above those of an earlier process, whose clients may come here.
    this.last = new BroadcastId(clock.millis() - 1, 0);
    this.history = new Rings(clock, recovery, last);
    this.kept = recovery.isOn() ? Optional.of(new KeptHere()) : Optional.empty();
    this.idempotency = new InProcessIdempotency(clock, idempotency.windowMillis());
  }

  /** What was published here. */
  public History history() {
    return history;
  }

  /** What the instances on this bus have done once. */
  public IdempotencyStore idempotency() {
    return idempotency;
  }

  /**
   * What an instance keeps of its sockets, for the others on this bus. It is gone when its relay
   * has left; nothing is inherited.
   */
  public SocketStore store(String instance) {
    return kept.<SocketStore>map(here -> new InProcessSocketStore(this, here, instance))
        .orElse(SocketStore.NONE);
  }

  /** The leases of an instance on this bus, which it holds until its relay has left. */
  public Leases leases(String instance) {
    return name ->
        CompletableFuture.completedFuture(
            instance.equals(
                holders.compute(
                    name,
                    (n, holder) ->
                        holder != null && relays.containsKey(holder) ? holder : instance)));
  }

  void join(InProcessAdapter adapter) {
    adapters.add(adapter);
  }

  void join(String instance, InProcessRelay relay) {
    relays.put(instance, relay);
  }

  void leave(String instance, InProcessRelay relay) {
    relays.remove(instance, relay);
  }

  /** The relay of an instance, if that is there. */
  Optional<InProcessRelay> relay(String instance) {
    return Optional.ofNullable(relays.get(instance));
  }

  /** The ids of the instances whose relay is there. */
  Set<String> instances() {
    return Set.copyOf(relays.keySet());
  }

  Collection<InProcessRelay> relays() {
    return relays.values();
  }

  /**
   * @return completes with the offset when everyone has been handed the broadcast: now, or, for a
   *     thread that must not wait, when others that came before it have been
   */
  CompletionStage<String> publish(InProcessAdapter from, Broadcast broadcast) {
    CompletableFuture<String> published = new CompletableFuture<>();
    serial.run(
        () -> {
          try {
            published.complete(deliver(from, broadcast));
          } catch (RuntimeException | Error e) {
            published.completeExceptionally(e);
          }
        });
    return published;
  }

  /** Within {@link #serial}: ids and deliveries have one order. */
  private String deliver(InProcessAdapter from, Broadcast broadcast) {
    last = last.next(clock.millis());
    BroadcastId id = last;
    boolean local = broadcast.selection().local();
    if (!local) {
      history.add(id, broadcast);
    }
    List<InProcessAdapter> to = local ? List.of(from) : adapters;
    to.forEach(adapter -> adapter.deliver(id.toString(), broadcast));
    places.reached(id);
    return id.toString();
  }

  void inOrder(BroadcastId after, Consumer<BroadcastId> task) {
    serial.run(() -> places.add(after, task, last));
  }
}
