package io.tidings.namespace;

import io.tidings.broadcast.SocketStore;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** What the instances of a test leave of their sockets; a test says which of them are dead. */
final class SharedStore {

  private record Entry(String owner, Supplier<byte[]> state, List<byte[]> events) {}

  private final Map<String, Entry> entries = new ConcurrentHashMap<>();
  private final Set<String> dead = new HashSet<>();

  void kill(String instance) {
    dead.add(instance);
  }

  SocketStore of(String instance) {
    return new SocketStore() {
      @Override
      public void save(String secret, Supplier<byte[]> state) {
        byte[] now = state.get();
        entries.compute(
            secret,
            (key, before) ->
                new Entry(
                    instance, () -> now, before == null ? new ArrayList<>() : before.events()));
      }

      @Override
      public void append(String secret, byte[] event) {
        entries.computeIfPresent(
            secret,
            (key, entry) -> {
              entry.events().add(event);
              return entry;
            });
      }

      @Override
      public void remove(String secret) {
        entries.computeIfPresent(
            secret, (key, entry) -> entry.owner().equals(instance) ? null : entry);
      }

      @Override
      public CompletionStage<Optional<String>> owner(String secret) {
        return CompletableFuture.completedFuture(
            Optional.ofNullable(entries.get(secret)).map(Entry::owner));
      }

      @Override
      public CompletionStage<Optional<Estate>> claim(String secret) {
        return CompletableFuture.completedFuture(
            Optional.ofNullable(entries.get(secret))
                .filter(entry -> dead.contains(entry.owner()))
                .filter(entry -> entries.remove(secret, entry))
                .map(entry -> new Estate(entry.state().get(), entry.events())));
      }

      @Override
      public void inherit(Consumer<Estate> heir) {}
    };
  }
}
