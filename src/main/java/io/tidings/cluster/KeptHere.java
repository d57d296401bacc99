package io.tidings.cluster;

import io.tidings.broadcast.SocketStore.Estate;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** What the instances of one process keep of their sockets; in the place of Redis. */
final class KeptHere {

  private final Map<String, Kept> sockets = new HashMap<>();
  private long saves;

  private static final class Kept {

    private String owner;
    private byte[] state = {};
    private long saved;
    private final Deque<byte[]> events = new ArrayDeque<>();
    private long bytes;

    void append(byte[] event) {
      events.add(event);
      bytes += event.length;
      while (events.size() > KeptBatch.EVENTS || bytes > KeptBatch.EVENT_BYTES) {
        bytes -= events.remove().length;
      }
    }

    Estate estate() {
      return new Estate(state, List.copyOf(events));
    }
  }

  /** Numbers a save: of two that are asked for their states at once, the later one counts. */
  synchronized long next() {
    return ++saves;
  }

  /**
   * @param first whether the instance takes the socket from whoever has it
   */
  synchronized void save(String instance, String secret, boolean first, long number, byte[] state) {
    Kept kept = sockets.computeIfAbsent(secret, name -> new Kept());
    if (first || kept.owner == null) {
      kept.owner = instance;
    }
    if (kept.owner.equals(instance) && number > kept.saved) {
      kept.state = state;
      kept.saved = number;
    }
  }

  synchronized void append(String instance, String secret, byte[] event) {
    if (isOf(instance, secret)) {
      sockets.get(secret).append(event);
    }
  }

  synchronized void remove(String instance, String secret) {
    if (isOf(instance, secret)) {
      sockets.remove(secret);
    }
  }

  private boolean isOf(String instance, String secret) {
    return owner(secret).filter(instance::equals).isPresent();
  }

  synchronized Optional<String> owner(String secret) {
    return Optional.ofNullable(sockets.get(secret)).map(kept -> kept.owner);
  }

  /**
   * Takes a socket over from an instance that is gone.
   *
   * @param gone whether an instance is
   */
  Optional<Estate> claim(String instance, String secret, Predicate<String> gone) {
    return owner(secret)
        .filter(owner -> !owner.equals(instance) && gone.test(owner))
        .flatMap(owner -> take(instance, secret, owner));
  }

  private synchronized Optional<Estate> take(String instance, String secret, String from) {
    Optional<Kept> found =
        Optional.ofNullable(sockets.get(secret)).filter(kept -> from.equals(kept.owner));
    found.ifPresent(kept -> kept.owner = instance);
    return found.map(Kept::estate);
  }
}
