package io.tidings.namespace;

import io.tidings.broadcast.History.Heard;
import io.tidings.broadcast.Reader;
import io.tidings.broadcast.Selection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Where those sit who read along: by namespace and room. A bench without anyone is taken away. */
final class Benches {

  private static final class Bench {

    private final Set<Reader> all = ConcurrentHashMap.newKeySet();
    private final Map<String, Set<Reader>> rooms = new ConcurrentHashMap<>();

    private Bench with(Reader reader) {
      all.add(reader);
      reader
          .rooms()
          .forEach(
              room -> rooms.computeIfAbsent(room, r -> ConcurrentHashMap.newKeySet()).add(reader));
      return this;
    }

    private Bench without(Reader reader) {
      all.remove(reader);
      reader.rooms().forEach(room -> rooms.computeIfPresent(room, (r, in) -> less(in, reader)));
      return all.isEmpty() ? null : this;
    }

    private static Set<Reader> less(Set<Reader> some, Reader reader) {
      some.remove(reader);
      return some.isEmpty() ? null : some;
    }

    private Set<Reader> of(Set<String> selected) {
      if (selected.isEmpty()) {
        return all;
      }
      if (selected.size() == 1) {
        return rooms.getOrDefault(selected.iterator().next(), Set.of());
      }
      Set<Reader> union = new HashSet<>();
      selected.forEach(room -> union.addAll(rooms.getOrDefault(room, Set.of())));
      return union;
    }
  }

  private final Map<String, Bench> benches = new ConcurrentHashMap<>();

  /** Those whose place has come. */
  private final Set<Reader> reading = ConcurrentHashMap.newKeySet();

  /** From now on broadcasts are kept for it, which are not delivered before it {@link #begins}. */
  void add(Reader reader) {
    benches.compute(
        reader.namespace(), (n, bench) -> (bench == null ? new Bench() : bench).with(reader));
  }

  /** All that is before its place has been delivered. On the dispatcher's thread. */
  void begins(Reader reader) {
    reading.add(reader);
  }

  void remove(Reader reader) {
    reading.remove(reader);
    benches.computeIfPresent(reader.namespace(), (n, bench) -> bench.without(reader));
  }

  boolean haveReaders(String namespace, Set<String> rooms) {
    Bench bench = benches.get(namespace);
    return bench != null && (rooms.isEmpty() || rooms.stream().anyMatch(bench.rooms::containsKey));
  }

  /** On the dispatcher's thread. */
  void deliver(Delivery delivery) {
    Bench bench = benches.get(delivery.broadcast().namespace());
    if (bench == null) {
      return;
    }
    Heard heard = new Heard(delivery.offset().toString(), delivery.broadcast());
    Selection selection = delivery.broadcast().selection();
    for (Reader reader : bench.of(selection.rooms())) {
      if (reading.contains(reader) && selection.reaches(reader.rooms())) {
        reader.deliver(heard);
      }
    }
  }
}
