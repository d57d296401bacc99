package io.tidings.namespace;

import io.tidings.namespace.Occurrence.RoomCreated;
import io.tidings.namespace.Occurrence.RoomDeleted;
import io.tidings.namespace.Occurrence.RoomJoined;
import io.tidings.namespace.Occurrence.RoomLeft;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Keeps what has happened in its order until the observers have been told. Nothing here blocks. */
final class Occurrences {

  private static final Logger LOG = Logger.getLogger(Occurrences.class.getName());

  private static final int MAX_WAITING = 100_000;

  private final Observers observers;
  private final Inbox waiting;
  private final AtomicBoolean full = new AtomicBoolean();

  Occurrences(Observers observers, Executor executor) {
    this.observers = observers;
    this.waiting = new Inbox(executor, (long) MAX_WAITING * Inbox.OVERHEAD);
  }

  void tell(Occurrence occurrence) {
    if (!observers.want(occurrence.getClass())) {
      return;
    }
    if (waiting.submit(true, 0, () -> pass(occurrence))) {
      full.set(false);
    } else if (full.compareAndSet(false, true)) {
      LOG.warning(
          MAX_WAITING
              + " occurrences wait for their observers; more are dropped until these go on");
    }
  }

  private void pass(Occurrence occurrence) {
    try {
      observers.tell(occurrence);
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "An observer of " + occurrence.getClass().getSimpleName(), e);
    }
  }

  /**
   * @param first whether the room had no member before
   */
  void joined(Socket socket, String room, boolean first) {
    moved(socket, room, first, false);
    tell(new RoomJoined(socket.namespace(), room, socket.id()));
  }

  /**
   * @param last whether the room has no member now
   */
  void left(Socket socket, String room, boolean last) {
    tell(new RoomLeft(socket.namespace(), room, socket.id()));
    moved(socket, room, false, last);
  }

  /** A socket has brought its membership to this instance, or has taken it elsewhere. */
  void moved(Socket socket, String room, boolean first, boolean last) {
    if (first) {
      tell(new RoomCreated(socket.namespace(), room));
    }
    if (last) {
      tell(new RoomDeleted(socket.namespace(), room));
    }
  }
}
