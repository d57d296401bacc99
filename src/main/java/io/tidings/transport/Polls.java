package io.tidings.transport;

import io.tidings.packet.EncodedPacket;
import io.tidings.packet.EngineCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The GETs of a polling session, of which one may wait for packets.
 *
 * <p>One that meets another overlaps with it, which the protocol forbids, unless nobody waits for
 * that other any more: the instance that it reached died, and the balancer repeats it at the next.
 * So the earlier one is asked about first, unless the balancer says that it is the same; meanwhile
 * neither is given anything. Also the answer of an earlier one may have died on the way; then the
 * next is given the same.
 *
 * <p>A GET whose client disconnected waits no longer, and an answer that could not be sent is kept
 * for the next GET.
 */
final class Polls {

  /** What a GET was answered with, until the next one shows that it arrived. */
  private record Sent(Exchange get, List<EncodedPacket> packets) {}

  private final Runnable arrived;
  private final Consumer<Exchange> overlaps;
  private final Runnable missing;
  private final Runnable failed;

  private Exchange waiting;

  /** Waited, until {@link #next} came. */
  private Exchange doubted;

  /** Came last; waits, or is refused, when it is known what became of the one before. */
  private Exchange next;

  /** Whether the client of the one that is doubted, or of the next, has disconnected. */
  private boolean doubtedGone;

  private boolean nextGone;

  private Sent sent;

  /** The GET whose answer counts as received, since another came after it; see its id. */
  private Object received;

  /** Packets that nobody was given: those of the next GET, before all others. */
  private List<EncodedPacket> unsent = List.of();

  private Consumer<Exchange> dismissal;

  /**
   * @param arrived told when a GET waits, outside of any lock
   * @param overlaps given a GET that came while another waited
   * @param missing told when the client disconnected, and no GET waits any more
   * @param failed told when packets are lost: an answer counted as received and was not sent
   */
  Polls(Runnable arrived, Consumer<Exchange> overlaps, Runnable missing, Runnable failed) {
    this.arrived = arrived;
    this.overlaps = overlaps;
    this.missing = missing;
    this.failed = failed;
  }

  /** Whether a GET waits for packets. */
  synchronized boolean isReady() {
    return waiting != null;
  }

  /** Takes the first GET, and tells nobody. */
  synchronized void park(Exchange get) {
    waiting = get;
  }

  void poll(Exchange get) {
    Exchange earlier;
    Consumer<Exchange> refusal;
    synchronized (this) {
      refusal = dismissal == null && next != null ? overlaps : dismissal;
      earlier = waiting == null && sent != null ? sent.get() : waiting;
      if (refusal == null) {
        next = get;
        doubted = waiting;
        waiting = null;
      }
    }
    if (refusal != null) {
      refusal.accept(get);
    } else if (earlier == null || get.repeats(earlier)) {
      decide(get, earlier != null);
    } else {
      earlier.isLost().whenComplete((lost, failure) -> decide(get, failure == null && lost));
    }
  }

  /**
   * @param lost whether the GET before this one was, or its answer
   */
  private void decide(Exchange get, boolean lost) {
    Exchange before;
    boolean refused;
    boolean gone;
    synchronized (this) {
      if (next != get) {
        // All were dismissed meanwhile.
        return;
      }
      before = doubted;
      if (sent != null && lost) {
        unsent = joined(sent.packets(), unsent);
      } else if (sent != null) {
        received = sent.get().id();
      }
      refused = before != null && !lost && !doubtedGone;
      gone = nextGone;
      waiting = next(refused ? before : gone ? null : get);
    }
    if (refused) {
      overlaps.accept(get);
      return;
    }
    if (before != null) {
      // Should it have been there after all, it is not left waiting.
      before.answer(400, PollingTransport.TEXT, "");
    }
    if (gone) {
      get.answer(400, PollingTransport.TEXT, "");
      missing.run();
    } else {
      sendUnsent();
    }
  }

  /** Nothing is in doubt any more. */
  private Exchange next(Exchange get) {
    sent = null;
    doubted = null;
    next = null;
    doubtedGone = false;
    nextGone = false;
    return get;
  }

  /**
   * The client of a GET disconnected before it was sent the answer.
   *
   * @param id of the GET; of one that is not known any more nothing was to be sent
   */
  void disconnected(Object id) {
    Exchange gone = null;
    boolean answerLost = false;
    boolean lost;
    boolean away;
    synchronized (this) {
      lost = id.equals(received);
      doubtedGone |= is(doubted, id);
      nextGone |= is(next, id);
      if (is(waiting, id)) {
        gone = waiting;
        waiting = null;
      } else if (sent != null && is(sent.get(), id)) {
        unsent = joined(sent.packets(), unsent);
        sent = null;
        answerLost = true;
      }
      away = (gone != null || answerLost) && isAbandoned();
    }
    if (gone != null) {
      // Nobody hears it; who relays the GET need not wait for it any more.
      gone.answer(400, PollingTransport.TEXT, "");
    }
    if (lost) {
      failed.run();
    } else if (away) {
      missing.run();
    }
  }

  private static boolean is(Exchange get, Object id) {
    return get != null && get.id().equals(id);
  }

  /** Whether the client has disconnected and not come again. */
  synchronized boolean isAbandoned() {
    return waiting == null && doubted == null && next == null && sent == null && dismissal == null;
  }

  private void sendUnsent() {
    List<EncodedPacket> first;
    synchronized (this) {
      first = unsent;
      unsent = List.of();
    }
    if (first.isEmpty()) {
      arrived.run();
    } else {
      write(first);
    }
  }

  /** Answers the GET that waits; where none does any more, the next one. */
  void write(List<EncodedPacket> packets) {
    Exchange get;
    synchronized (this) {
      get = waiting;
      waiting = null;
      if (get == null) {
        unsent = joined(unsent, packets);
      } else {
        sent = new Sent(get, packets);
      }
    }
    if (get != null) {
      get.answer(200, PollingTransport.TEXT, EngineCodec.encodePayload(packets));
    }
  }

  private static List<EncodedPacket> joined(List<EncodedPacket> first, List<EncodedPacket> then) {
    List<EncodedPacket> all = new ArrayList<>(first);
    all.addAll(then);
    return all;
  }

  /** Dismisses all GETs, those that are still to come as well. */
  void close(Consumer<Exchange> dismissal) {
    List<Exchange> open;
    synchronized (this) {
      this.dismissal = dismissal;
      open = Stream.of(waiting, doubted, next).filter(Objects::nonNull).toList();
      waiting = null;
      doubted = null;
      next = null;
      sent = null;
      received = null;
      unsent = List.of();
    }
    open.forEach(dismissal);
  }
}
