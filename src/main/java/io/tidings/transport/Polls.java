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
 */
final class Polls {

  /** What a GET was answered with, until the next one shows that it arrived. */
  private record Sent(Exchange get, List<EncodedPacket> packets) {}

  private final Runnable arrived;
  private final Consumer<Exchange> overlaps;

  private Exchange waiting;

  /** Waited, until {@link #next} came. */
  private Exchange doubted;

  /** Came last; waits, or is refused, when it is known what became of the one before. */
  private Exchange next;

  private Sent sent;

  /** Packets that nobody was given: those of the next GET, before all others. */
  private List<EncodedPacket> unsent = List.of();

  private Consumer<Exchange> dismissal;

  /**
   * @param arrived told when a GET waits, outside of any lock
   * @param overlaps given a GET that came while another waited
   */
  Polls(Runnable arrived, Consumer<Exchange> overlaps) {
    this.arrived = arrived;
    this.overlaps = overlaps;
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
    synchronized (this) {
      if (next != get) {
        // All were dismissed meanwhile.
        return;
      }
      before = doubted;
      if (before == null && lost) {
        unsent = joined(sent.packets(), unsent);
      }
      waiting = before == null || lost ? get : before;
      sent = null;
      doubted = null;
      next = null;
    }
    if (before != null && !lost) {
      overlaps.accept(get);
      return;
    }
    if (before != null) {
      // Should it have been there after all, it is not left waiting.
      before.answer(400, PollingTransport.TEXT, "");
    }
    sendUnsent();
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
      unsent = List.of();
    }
    open.forEach(dismissal);
  }
}
