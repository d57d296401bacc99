package io.tidings.cluster;

import io.tidings.broadcast.Broadcast;
import io.tidings.broadcast.BroadcastId;
import io.tidings.relay.MalformedFrameException;
import io.tidings.relay.WireReader;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Takes what is heard on the topic to the sockets of this instance: each broadcast once, in the
 * order of the ids, and only those that concern a socket here are read further than their header.
 * Where something is missing, what comes is held back until that has been fetched. Used by one
 * thread at a time.
 */
final class Inbox {

  /** More is not held back: it is fetched as well. */
  private static final long HELD_BYTES = 16 << 20;

  private final LocalEnd local;
  private final Unheard own;
  private final RecentBroadcasts recent;
  private final String self;
  private final Fetching fetching;
  private final HistoryRing ring;
  private final Origins origins = new Origins();
  private final Deque<BatchFrame> held = new ArrayDeque<>();
  private long heldBytes;
  private long count;
  private MalformedFrameException malformed;

  /** At first until it is known where the order is, then whenever something is missing. */
  private boolean waiting = true;

  /**
   * The batch before which something else was heard than Redis says, while it is asked for that.
   */
  private BroadcastId doubted = BroadcastId.NONE;

  /** Whether Redis has it, as far as it can tell. */
  private boolean confirmed;

  /** Up to here nothing is missing that can be had. */
  private BroadcastId settled = BroadcastId.NONE;

  private volatile BroadcastId last = BroadcastId.NONE;

  /** What gets from Redis what is missing here. */
  interface Fetching {

    /** To be answered by {@link Inbox#fetched}. */
    void fetch(BroadcastId behind);

    /** Redis has lost broadcasts that were heard here. */
    void lost();

    /** Redis has taken broadcasts of this instance, up to one of that number, and lost them. */
    void lostOwn(long number);
  }

  /**
   * @param self id of this instance
   * @param own what this instance publishes
   * @param ring is told of all that is heard
   * @param recent is told what is heard
   */
  Inbox(
      LocalEnd local,
      String self,
      Unheard own,
      HistoryRing ring,
      RecentBroadcasts recent,
      Fetching fetching) {
    this.ring = ring;
    this.local = local;
    this.self = self;
    this.own = own;
    this.recent = recent;
    this.fetching = fetching;
  }

  /** The id of the last broadcast that was heard. */
  BroadcastId last() {
    return last;
  }

  /** How many broadcasts were never heard, as far as that can be known. */
  long missed() {
    return origins.missed();
  }

  /** Begins with what follows {@code position}, or with what was heard before it was known. */
  void begin(BroadcastId position) {
    last = held.isEmpty() ? position : held.peek().previous();
    local.passed(last.toString());
    ring.begin(last);
    recent.restart(last);
    goOn();
  }

  /**
   * Says where the order is: what lies before that should have been heard by now.
   *
   * @param taken of this instance, before Redis was asked
   */
  void expect(BroadcastId position, Unheard.Taken taken) {
    if (waiting) {
      return;
    }
    if (position.compareTo(last) > 0) {
      fetch();
    } else {
      lostWhenUnheard(taken);
    }
  }

  /** Whoever waits for it here is given it at once, the others when it was published again. */
  private void lostWhenUnheard(Unheard.Taken taken) {
    if (own.waits(taken.number())) {
      deliverEarly(taken.number());
      fetching.lostOwn(taken.number());
    }
  }

  /**
   * Takes a frame of the kind {@link BatchFrame}.
   *
   * @throws MalformedFrameException when it is none, or, after the good ones were delivered, when
   *     one of its broadcasts is malformed
   */
  void receive(WireReader frame) {
    BatchFrame batch = BatchFrame.read(frame);
    if (waiting) {
      hold(batch);
    } else {
      take(batch);
    }
    complain();
  }

  /** Takes what was missing. */
  void fetched(Streams.Page page) {
    confirmed |= !page.complete() && page.edge().compareTo(doubted) >= 0;
    for (Streams.Entry entry : page.entries()) {
      confirmed |= entry.id().equals(doubted);
      take(entry.id(), entry.origin(), entry.number(), entry.broadcast());
    }
    if (!page.complete()) {
      ring.forget(page.edge());
    }
    if (page.more()) {
      reached(page.edge());
      fetching.fetch(last);
    } else {
      settled = page.edge();
      if (!page.complete()) {
        recent.restart(later(settled));
      }
      Unheard.Taken taken = own.taken();
      goOn();
      reached(settled);
      if (taken.id().compareTo(last) <= 0) {
        lostWhenUnheard(taken);
      }
    }
    complain();
  }

  private void goOn() {
    waiting = false;
    while (!waiting && !held.isEmpty()) {
      BatchFrame next = held.remove();
      heldBytes -= next.bytes();
      take(next);
    }
  }

  private void fetch() {
    waiting = true;
    fetching.fetch(last);
  }

  private void hold(BatchFrame batch) {
    held.add(batch);
    heldBytes += batch.bytes();
    if (heldBytes > HELD_BYTES) {
      held.clear();
      heldBytes = 0;
    }
  }

  private void take(BatchFrame batch) {
    int order = batch.previous().compareTo(last);
    if (order > 0 && batch.previous().compareTo(settled) > 0) {
      held.addFirst(batch);
      heldBytes += batch.bytes();
      fetch();
      return;
    }
    if (order < 0 && (batch.id().compareTo(last) > 0 || batch.id().equals(doubted))) {
      branchesOff(batch);
      return;
    }
    takeAll(batch);
  }

  /**
   * Takes a batch whose publisher knew less than was heard here: Redis has lost data, or this comes
   * from a master that does not know yet that another has taken over. Redis says which.
   */
  private void branchesOff(BatchFrame batch) {
    if (!doubted.equals(batch.id())) {
      doubted = batch.id();
      confirmed = false;
      held.addFirst(batch);
      heldBytes += batch.bytes();
      fetch();
    } else if (confirmed) {
      doubted = BroadcastId.NONE;
      ring.forget(last);
      fetching.lost();
      takeAll(batch);
    }
  }

  private void takeAll(BatchFrame batch) {
    for (int i = 0; i < batch.broadcasts().size(); i++) {
      take(batch.id().plus(i), batch.origin(), batch.number() + i, batch.broadcasts().get(i));
    }
  }

  private void take(BroadcastId id, String origin, long number, WireReader broadcast) {
    boolean isNew = origins.isNew(origin, number);
    boolean isOwn = isNew && origin.equals(self);
    if (isOwn) {
      own.heard(number).forEach(this::deliverOwn);
    }
    boolean inTurn = id.compareTo(last) > 0;
    if (inTurn) {
      recent.add(new RecentBroadcasts.Entry(id, origin, number, broadcast.again()));
    }
    last = later(id);
    if (!inTurn) {
      ring.forget(last);
    } else if (isNew) {
      ring.add(id, origin, number, broadcast);
    } else {
      ring.reached(id);
    }
    if (isNew && !(isOwn && own.wasEarly(number))) {
      // Redis that lost its data may go back: who keeps an offset must not.
      deliver(inTurn ? id + own.mark() : nextLocal(), broadcast);
    }
  }

  /** To here is heard what can be had. */
  private void reached(BroadcastId place) {
    last = later(place);
    ring.reached(last);
    local.passed(last + own.mark());
  }

  private BroadcastId later(BroadcastId id) {
    return id.compareTo(last) > 0 ? id : last;
  }

  /** The offset of what does not come, or does not come yet, from the others. */
  private String nextLocal() {
    count++;
    return last + "-" + count + own.mark();
  }

  /** Takes a broadcast for the sockets of this instance alone, and returns its offset. */
  String deliverHere(Broadcast broadcast) {
    String offset = nextLocal();
    if (local.hasReceivers(broadcast.namespace(), broadcast.selection().rooms())) {
      local.deliver(offset, broadcast);
    } else {
      local.passed(offset);
    }
    return offset;
  }

  /** Takes what this instance has published to its own sockets before it is heard. */
  void deliverEarly() {
    deliverEarly(Long.MAX_VALUE);
    complain();
  }

  private void deliverEarly(long most) {
    Optional<Outgoing> next = own.nextEarly(most);
    while (next.isPresent()) {
      deliverOwn(next.get());
      next = own.nextEarly(most);
    }
  }

  private void deliverOwn(Outgoing outgoing) {
    deliver(nextLocal(), outgoing.reader());
  }

  private void deliver(String offset, WireReader broadcast) {
    try {
      BroadcastCodec.Header header = BroadcastCodec.header(broadcast);
      if (local.hasReceivers(header.namespace(), header.selection().rooms())) {
        local.deliver(offset, BroadcastCodec.body(header, broadcast));
      } else {
        local.passed(offset);
      }
    } catch (MalformedFrameException e) {
      malformed = e;
    }
  }

  private void complain() {
    MalformedFrameException complaint = malformed;
    malformed = null;
    if (complaint != null) {
      throw complaint;
    }
  }
}
