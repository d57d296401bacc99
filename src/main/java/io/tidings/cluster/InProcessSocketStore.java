package io.tidings.cluster;

import io.tidings.broadcast.SocketStore;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Keeps sockets for the other instances of one process. A state is asked for when it is saved, on
 * the caller's thread. Nothing is inherited.
 */
final class InProcessSocketStore implements SocketStore {

  private final InProcessBus bus;
  private final KeptHere kept;
  private final String self;

  /** The secrets of sockets that this instance has, or had and does not know it has lost. */
  private final Set<String> mine = ConcurrentHashMap.newKeySet();

  InProcessSocketStore(InProcessBus bus, KeptHere kept, String self) {
    this.bus = bus;
    this.kept = kept;
    this.self = self;
  }

  @Override
  public void save(String secret, Supplier<byte[]> state) {
    long number = kept.next();
    boolean first = mine.add(secret);
    kept.save(self, secret, first, number, state.get());
  }

  @Override
  public void append(String secret, byte[] event) {
    kept.append(self, secret, event);
  }

  @Override
  public void remove(String secret) {
    mine.remove(secret);
    kept.remove(self, secret);
  }

  @Override
  public CompletionStage<Optional<String>> owner(String secret) {
    return CompletableFuture.completedFuture(kept.owner(secret));
  }

  @Override
  public CompletionStage<Optional<Estate>> claim(String secret) {
    Optional<Estate> estate = kept.claim(self, secret, owner -> bus.relay(owner).isEmpty());
    estate.ifPresent(found -> mine.add(secret));
    return CompletableFuture.completedFuture(estate);
  }

  @Override
  public void inherit(Consumer<Estate> heir) {}
}
