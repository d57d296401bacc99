package io.tidings.cluster;

import io.tidings.broadcast.Presence;
import io.tidings.broadcast.SocketRecord;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Presence in this process's memory. Alone it is the whole truth; beside Redis it is the instance's
 * own copy, from which what Redis lost is written again.
 */
public final class InProcessPresence implements Presence {

  private final Map<String, Entry> sockets = new LinkedHashMap<>();

  /** Sockets by room by namespace; no empty sets, no empty maps. */
  private final Map<String, Map<String, Set<Entry>>> rooms = new HashMap<>();

  /** A socket with the rooms that it is in now; the record it came with is only read. */
  private static final class Entry {

    private final SocketRecord connected;
    private final Set<String> rooms = new LinkedHashSet<>();

    Entry(SocketRecord connected) {
      this.connected = connected;
    }

    SocketRecord now() {
      return new SocketRecord(
          connected.id(),
          connected.namespace(),
          connected.instance(),
          connected.address(),
          connected.since(),
          rooms);
    }

    boolean isIn(String namespace, Optional<String> room) {
      return connected.namespace().equals(namespace)
          && (room.isEmpty() || rooms.contains(room.get()));
    }
  }

  @Override
  public synchronized void connected(SocketRecord socket) {
    disconnected(socket.namespace(), socket.id());
    Entry entry = new Entry(socket);
    sockets.put(socket.id(), entry);
    socket.rooms().forEach(room -> enter(entry, room));
  }

  @Override
  public synchronized void disconnected(String namespace, String socketId) {
    Entry entry = sockets.remove(socketId);
    if (entry != null) {
      Set.copyOf(entry.rooms).forEach(room -> leave(entry, room));
    }
  }

  @Override
  public synchronized void joined(String namespace, String socketId, String room) {
    Entry entry = sockets.get(socketId);
    if (entry != null) {
      enter(entry, room);
    }
  }

  @Override
  public synchronized void left(String namespace, String socketId, String room) {
    Entry entry = sockets.get(socketId);
    if (entry != null) {
      leave(entry, room);
    }
  }

  @Override
  public synchronized CompletionStage<Map<String, Integer>> rooms(
      String namespace, String after, int limit) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    rooms.getOrDefault(namespace, Map.of()).entrySet().stream()
        .filter(room -> ORDER.compare(room.getKey(), after) > 0)
        .sorted(Map.Entry.comparingByKey(ORDER))
        .limit(limit)
        .forEach(room -> counts.put(room.getKey(), room.getValue().size()));
    return CompletableFuture.completedFuture(counts);
  }

  @Override
  public CompletionStage<Integer> members(String namespace, String room) {
    return CompletableFuture.completedFuture(count(namespace, room));
  }

  @Override
  public synchronized CompletionStage<List<SocketRecord>> sockets(
      String namespace, Optional<String> room, String after, int limit) {
    return CompletableFuture.completedFuture(
        sockets.values().stream()
            .filter(entry -> entry.isIn(namespace, room))
            .filter(entry -> ORDER.compare(entry.connected.id(), after) > 0)
            .sorted(Comparator.comparing(entry -> entry.connected.id(), ORDER))
            .limit(limit)
            .map(Entry::now)
            .toList());
  }

  @Override
  public CompletionStage<Optional<SocketRecord>> socket(String socketId) {
    return CompletableFuture.completedFuture(record(socketId));
  }

  synchronized Optional<SocketRecord> record(String socketId) {
    return Optional.ofNullable(sockets.get(socketId)).map(Entry::now);
  }

  synchronized Set<String> socketIds() {
    return Set.copyOf(sockets.keySet());
  }

  private synchronized int count(String namespace, String room) {
    return rooms.getOrDefault(namespace, Map.of()).getOrDefault(room, Set.of()).size();
  }

  private void enter(Entry entry, String room) {
    entry.rooms.add(room);
    rooms
        .computeIfAbsent(entry.connected.namespace(), namespace -> new HashMap<>())
        .computeIfAbsent(room, name -> new LinkedHashSet<>())
        .add(entry);
  }

  private void leave(Entry entry, String room) {
    if (!entry.rooms.remove(room)) {
      return;
    }
    rooms.computeIfPresent(
        entry.connected.namespace(),
        (namespace, members) -> {
          members.computeIfPresent(room, (name, entries) -> without(entries, entry));
          return members.isEmpty() ? null : members;
        });
  }

  private static Set<Entry> without(Set<Entry> entries, Entry entry) {
    entries.remove(entry);
    return entries.isEmpty() ? null : entries;
  }
}
