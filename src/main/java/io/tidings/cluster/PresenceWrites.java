package io.tidings.cluster;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.redisson.api.RScript;
import org.redisson.client.codec.StringCodec;

/**
 * Brings Redis's picture of this instance's sockets up to date. It remembers which sockets and
 * rooms have changed, not what happened to them, and writes their state of the moment at which it
 * gets to them; one write is on its way at a time. So a write may be repeated, what waits while
 * Redis is away is bounded by what there is, and everything can be written again.
 */
final class PresenceWrites implements AutoCloseable {

  private static final int MOST_FIELDS = 1_000;

  /** Changes of sockets that are long gone add up while Redis is away: then write all anew. */
  private static final int MOST_WAITING = 100_000;

  private static final Script<Long> WRITE =
      new Script<>(RScript.ReturnType.LONG, StringCodec.INSTANCE, "presence-write");

  /** A field of one of the two hashes, named by its place among the script's keys. */
  private record Field(String hash, String name) {

    static final String SOCKETS = "1";
    static final String ROOMS = "2";
  }

  private final Redis redis;
  private final List<String> keys;
  private final long lease;
  private final InProcessPresence local;
  private final Scheduler scheduler;
  private final Outage outage;

  private Set<Field> changed = new LinkedHashSet<>();
  private List<CompletableFuture<Void>> waiting = new ArrayList<>();
  private boolean all;
  private boolean busy;
  private boolean closed;
  private long number;

  /** What one call writes, and who waits for it. */
  private record Write(
      boolean all, Set<Field> fields, Object[] arguments, List<CompletableFuture<Void>> waiting) {}

  /**
   * @param lease milliseconds for which Redis keeps the records unless they are renewed
   */
  PresenceWrites(
      Redis redis,
      RedisKeys keys,
      String instance,
      long lease,
      InProcessPresence local,
      Scheduler scheduler) {
    this.redis = redis;
    this.keys = List.of(keys.sockets(instance), keys.rooms(instance), keys.written(instance));
    this.lease = lease;
    this.local = local;
    this.scheduler = scheduler;
    this.outage = new Outage("Writing presence", scheduler);
  }

  /** Notes that the local records of a socket, and of rooms of its namespace, have changed. */
  void changed(String namespace, String socketId, Set<String> rooms) {
    synchronized (this) {
      changed.add(new Field(Field.SOCKETS, socketId));
      rooms.forEach(room -> changed.add(new Field(Field.ROOMS, RoomField.of(namespace, room))));
      if (changed.size() > MOST_WAITING) {
        markAll();
      }
    }
    next();
  }

  /** Writes everything anew, in place of whatever Redis has. */
  void rewrite() {
    synchronized (this) {
      markAll();
    }
    next();
  }

  /** Completes when Redis has all that was changed before this call. */
  CompletionStage<Void> written() {
    synchronized (this) {
      if (busy || !changed.isEmpty() || all) {
        CompletableFuture<Void> written = new CompletableFuture<>();
        waiting.add(written);
        return written;
      }
    }
    return CompletableFuture.completedFuture(null);
  }

  private void markAll() {
    all = true;
    changed = new LinkedHashSet<>();
    local.socketIds().forEach(id -> changed.add(new Field(Field.SOCKETS, id)));
    local
        .counts()
        .forEach(
            (namespace, rooms) ->
                rooms
                    .keySet()
                    .forEach(
                        room ->
                            changed.add(new Field(Field.ROOMS, RoomField.of(namespace, room)))));
  }

  private void next() {
    Write write;
    synchronized (this) {
      if (busy || closed || (changed.isEmpty() && !all)) {
        return;
      }
      busy = true;
      write = take();
    }
    redis
        .call(WRITE, keys, write.arguments())
        .whenComplete(
            (answer, failure) -> {
              if (failure == null) {
                succeeded(write);
              } else {
                failed(write, failure);
              }
            });
  }

  private Write take() {
    Set<Field> fields = new LinkedHashSet<>();
    List<Object> arguments = new ArrayList<>();
    arguments.addAll(List.of(String.valueOf(++number), String.valueOf(lease), all ? "all" : ""));
    Iterator<Field> each = changed.iterator();
    while (each.hasNext() && fields.size() < MOST_FIELDS) {
      Field field = each.next();
      each.remove();
      fields.add(field);
      arguments.addAll(List.of(field.hash(), field.name(), value(field)));
    }
    List<CompletableFuture<Void>> served = changed.isEmpty() ? waiting : List.of();
    waiting = changed.isEmpty() ? new ArrayList<>() : waiting;
    Write write = new Write(all, fields, arguments.toArray(), served);
    all = false;
    return write;
  }

  /** The field's value now; empty when it has none any more. */
  private String value(Field field) {
    if (field.hash().equals(Field.SOCKETS)) {
      return local.record(field.name()).map(SocketJson::write).orElse("");
    }
    int count = local.count(RoomField.namespace(field.name()), RoomField.room(field.name()));
    return count == 0 ? "" : String.valueOf(count);
  }

  private void succeeded(Write write) {
    List<CompletableFuture<Void>> served = new ArrayList<>(write.waiting());
    synchronized (this) {
      outage.succeeded();
      busy = false;
      if (changed.isEmpty() && !all) {
        served.addAll(waiting);
        waiting.clear();
      }
    }
    next();
    served.forEach(waiter -> waiter.complete(null));
  }

  private synchronized void failed(Write write, Throwable failure) {
    // Still busy until the next try, so that changes gather meanwhile.
    changed.addAll(write.fields());
    all |= write.all();
    waiting.addAll(write.waiting());
    scheduler.after(outage.failed(failure), this::retry);
  }

  private void retry() {
    synchronized (this) {
      busy = false;
    }
    next();
  }

  @Override
  public synchronized void close() {
    closed = true;
  }
}
