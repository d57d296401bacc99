package io.tidings.cluster;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.redisson.api.RScript;
import org.redisson.client.codec.StringCodec;

/**
 * Brings Redis's picture of this instance's sockets up to date. It remembers which sockets have
 * changed, not what happened to them, and writes their state of the moment at which it gets to
 * them; one write of bounded size is on its way at a time. So a write may be repeated, and
 * everything can be written again: in the same portions, each of which is done with once it is
 * written, however many there are. What waits while Redis is away are ids of sockets that are here
 * or that Redis may have.
 */
final class PresenceWrites implements AutoCloseable {

  /** Sockets of one call, which keeps Redis from other work for some milliseconds. */
  static final int MOST_SOCKETS = 250;

  private static final int MOST_CHARACTERS = 500_000;

  /** Milliseconds until it is tried again to see what Redis has. */
  private static final long SCAN_AGAIN = 1_000;

  private static final Script<Long> WRITE =
      new Script<>(RScript.ReturnType.LONG, StringCodec.INSTANCE, "presence", "presence-write");
  private static final Script<List<String>> SCAN =
      new Script<>(RScript.ReturnType.LIST, StringCodec.INSTANCE, "presence-scan");

  private final Redis redis;
  private final RedisKeys keys;
  private final String instance;
  private final InProcessPresence local;
  private final Scheduler scheduler;
  private final Outage outage;

  /** Ids of sockets, in the order in which they are written. */
  private Set<String> changed = new LinkedHashSet<>();

  /** Those of which Redis may have a record. */
  private final Set<String> written = new HashSet<>();

  /** Those of which Redis may have lost parts. */
  private final Set<String> whole = new HashSet<>();

  private final Deque<Waiter> waiting = new ArrayDeque<>();

  /** How many ids have been written, or are on their way. */
  private long taken;

  private boolean busy;

  /** Whether a write has failed that is to be tried again. */
  private boolean pausing;

  private boolean closed;
  private long number;

  /** Who waits until so many ids have been written. */
  private record Waiter(long until, CompletableFuture<Void> written) {}

  /** What one call writes. */
  private record Write(Set<String> ids, boolean whole, Object[] arguments) {}

  PresenceWrites(
      Redis redis, RedisKeys keys, String instance, InProcessPresence local, Scheduler scheduler) {
    this.redis = redis;
    this.keys = keys;
    this.instance = instance;
    this.local = local;
    this.scheduler = scheduler;
    this.outage = new Outage("Writing presence", scheduler);
  }

  /** Notes that the local record of a socket has changed. */
  void changed(String socketId) {
    synchronized (this) {
      // Redis need not be told that a socket is gone of which it was never told.
      if (local.record(socketId).isPresent() || written.contains(socketId)) {
        changed.add(socketId);
      } else {
        changed.remove(socketId);
      }
    }
    next();
  }

  /** Writes everything anew, and removes what Redis has besides, from an older state of it. */
  void rewrite() {
    Set<String> here = local.socketIds();
    synchronized (this) {
      whole.addAll(here);
      changed.addAll(here);
      changed.addAll(written);
      resume();
    }
    next();
    scan("0");
  }

  /** Whether Redis should know of any socket. */
  synchronized boolean hasWritten() {
    return !written.isEmpty();
  }

  /** Completes when Redis has all that was changed before this call. */
  CompletionStage<Void> written() {
    synchronized (this) {
      if (busy || !changed.isEmpty()) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        waiting.add(new Waiter(taken + changed.size(), done));
        return done;
      }
    }
    return CompletableFuture.completedFuture(null);
  }

  private void scan(String from) {
    redis
        .call(SCAN, List.of(keys.sockets(instance)), from, String.valueOf(MOST_SOCKETS))
        .whenComplete(
            (page, failure) -> {
              if (failure == null) {
                scanned(page);
              } else {
                scheduler.after(SCAN_AGAIN, () -> scanAgain(from));
              }
            });
  }

  private void scanAgain(String from) {
    synchronized (this) {
      if (closed) {
        return;
      }
    }
    scan(from);
  }

  private void scanned(List<String> page) {
    List<String> ids = page.subList(1, page.size());
    List<String> strangers = ids.stream().filter(id -> local.record(id).isEmpty()).toList();
    synchronized (this) {
      written.addAll(strangers);
      changed.addAll(strangers);
      if (closed) {
        return;
      }
    }
    next();
    if (!page.get(0).equals("0")) {
      scan(page.get(0));
    }
  }

  private void next() {
    Write write;
    synchronized (this) {
      if (busy || closed || changed.isEmpty()) {
        return;
      }
      busy = true;
      write = take();
    }
    redis
        .call(WRITE, List.of(keys.leases(), keys.written(instance)), write.arguments())
        .whenComplete(
            (done, failure) -> {
              if (failure != null) {
                failed(write, failure);
              } else if (done == 0) {
                failed(write, new IllegalStateException("this instance holds no lease"));
              } else {
                succeeded(write);
              }
            });
  }

  /** Takes one portion: all of it such as must be written whole, or none. */
  private Write take() {
    Set<String> ids = new LinkedHashSet<>();
    List<Object> arguments = new ArrayList<>();
    boolean anew = whole.contains(changed.iterator().next());
    arguments.add(String.valueOf(++number));
    arguments.add(instance);
    arguments.add(keys.presence());
    arguments.add(anew ? "whole" : "");
    int characters = 0;
    Iterator<String> each = changed.iterator();
    while (each.hasNext() && ids.size() < MOST_SOCKETS && characters < MOST_CHARACTERS) {
      String id = each.next();
      if (whole.contains(id) != anew) {
        break;
      }
      each.remove();
      ids.add(id);
      // Empty when it is gone.
      String json = local.record(id).map(SocketJson::write).orElse("");
      arguments.add(id);
      arguments.add(json);
      characters += json.length();
    }
    written.addAll(ids);
    whole.removeAll(ids);
    taken += ids.size();
    return new Write(ids, anew, arguments.toArray());
  }

  private void succeeded(Write write) {
    List<CompletableFuture<Void>> served = new ArrayList<>();
    synchronized (this) {
      outage.succeeded();
      busy = false;
      Object[] arguments = write.arguments();
      for (int i = 4; i < arguments.length; i += 2) {
        if (arguments[i + 1].equals("")) {
          written.remove(arguments[i]);
        }
      }
      while (!waiting.isEmpty() && (changed.isEmpty() || waiting.peek().until() <= taken)) {
        served.add(waiting.remove().written());
      }
    }
    next();
    served.forEach(waiter -> waiter.complete(null));
  }

  private synchronized void failed(Write write, Throwable failure) {
    // Still busy until the next try, so that changes gather meanwhile.
    Set<String> again = new LinkedHashSet<>(write.ids());
    again.addAll(changed);
    changed = again;
    taken -= write.ids().size();
    if (write.whole()) {
      whole.addAll(write.ids());
    }
    pausing = true;
    scheduler.after(outage.failed(failure), this::retry);
  }

  private void retry() {
    synchronized (this) {
      resume();
    }
    next();
  }

  private void resume() {
    if (pausing) {
      pausing = false;
      busy = false;
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
  }
}
