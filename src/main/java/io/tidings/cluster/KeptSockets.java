package io.tidings.cluster;

import io.tidings.cluster.KeptBatch.What;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The sockets of this instance that are kept, and what of them Redis has not been told: which have
 * changed, not how, and their new events. So what waits while Redis is away is bounded by what
 * there is and, for events, by 8 MiB.
 *
 * <p>When that is not enough, the oldest events go, and with them all that Redis has of the same
 * socket: what is kept of its events is always the end of them, without a hole.
 */
final class KeptSockets {

  private static final System.Logger LOG = System.getLogger(KeptSockets.class.getName());

  /** Bytes of events that may wait, with what each costs beside its own. */
  private static final long MOST_WAITING = 8 << 20;

  private static final int COST = 64;

  /** A socket, from its first save until it is removed. */
  private static final class Kept {

    private Supplier<byte[]> state;

    /** Whether Redis may know of it: what it has not been told, need not be taken back. */
    private boolean sent;

    /** Whether an event was dropped since. */
    private boolean torn;

    private boolean removed;

    Kept(Supplier<byte[]> state) {
      this.state = state;
    }
  }

  private record Event(String secret, Kept socket, byte[] bytes) {

    int size() {
      return bytes.length + COST;
    }
  }

  /** A change as it was taken, before anyone is asked for the state. */
  private record Change(
      String secret, boolean removed, What what, boolean torn, Supplier<byte[]> state) {}

  private final Map<String, Kept> sockets = new HashMap<>();

  /** The secrets of sockets that have changed; true when the one of before is to be removed. */
  private final Map<String, Boolean> changed = new LinkedHashMap<>();

  private final Deque<Event> events = new ArrayDeque<>();
  private long bytes;
  private long dropped;
  private boolean dropping;

  synchronized void save(String secret, Supplier<byte[]> state) {
    sockets.computeIfAbsent(secret, name -> new Kept(state)).state = state;
    changed.putIfAbsent(secret, false);
  }

  /** Notes a socket that is this instance's in Redis already. */
  synchronized void has(String secret, byte[] state) {
    sockets.computeIfAbsent(secret, name -> new Kept(() -> state)).sent = true;
  }

  synchronized void remove(String secret) {
    Kept socket = sockets.remove(secret);
    if (socket == null) {
      return;
    }
    socket.removed = true;
    if (socket.sent) {
      changed.put(secret, true);
    } else {
      changed.remove(secret, false);
    }
  }

  synchronized void append(String secret, byte[] event) {
    Kept socket = sockets.get(secret);
    if (socket == null) {
      return;
    }
    Event added = new Event(secret, socket, event);
    events.add(added);
    bytes += added.size();
    if (bytes > MOST_WAITING) {
      drop();
    }
  }

  private void drop() {
    while (bytes > MOST_WAITING) {
      Event oldest = take();
      oldest.socket().torn = true;
      if (!oldest.socket().removed) {
        changed.putIfAbsent(oldest.secret(), false);
      }
      dropped++;
    }
    if (!dropping) {
      LOG.log(Level.WARNING, "Too many events of single sockets wait for Redis; the oldest go");
      dropping = true;
    }
  }

  private Event take() {
    Event first = events.remove();
    bytes -= first.size();
    return first;
  }

  /** Everything is to be written again, since Redis has lost it. */
  synchronized void all() {
    sockets.keySet().forEach(secret -> changed.putIfAbsent(secret, false));
  }

  /** How many events were dropped because too many waited. */
  synchronized long dropped() {
    return dropped;
  }

  synchronized boolean isClean() {
    return changed.isEmpty() && events.isEmpty();
  }

  /** Moves what has happened to a batch, as much as that takes. For one caller at a time. */
  void moveTo(KeptBatch batch) {
    while (!batch.isFull()) {
      Change change = nextChange();
      if (change == null) {
        moveEventsTo(batch);
        return;
      }
      add(change, batch);
    }
  }

  private synchronized Change nextChange() {
    if (changed.isEmpty()) {
      return null;
    }
    Map.Entry<String, Boolean> first = changed.entrySet().iterator().next();
    String secret = first.getKey();
    boolean removed = first.getValue();
    changed.remove(secret);
    Kept socket = sockets.get(secret);
    if (socket == null) {
      return new Change(secret, removed, What.REMOVE, false, null);
    }
    Change change =
        new Change(
            secret, removed, socket.sent ? What.UPDATE : What.TAKE, socket.torn, socket.state);
    socket.sent = true;
    socket.torn = false;
    return change;
  }

  /** Asks for the state under no lock of ours: who gives it may hold one and wait for ours. */
  private static void add(Change change, KeptBatch batch) {
    if (change.removed()) {
      batch.change(What.REMOVE, change.secret());
    }
    if (change.state() == null) {
      return;
    }
    try {
      batch.change(change.what(), change.secret(), change.state().get());
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "The state of a socket is not kept: it cannot be told", e);
    }
    if (change.torn()) {
      batch.change(What.CLEAR, change.secret());
    }
  }

  private synchronized void moveEventsTo(KeptBatch batch) {
    // A socket may be new: its events go behind it.
    while (changed.isEmpty() && !events.isEmpty() && !batch.isFull()) {
      Event event = take();
      if (!event.socket().removed) {
        batch.append(event.secret(), event.bytes());
      }
    }
    if (dropping && events.isEmpty()) {
      dropping = false;
      LOG.log(Level.INFO, "Events of single sockets are kept again; {0} are lost so far", dropped);
    }
  }
}
