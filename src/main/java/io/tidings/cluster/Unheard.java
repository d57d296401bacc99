package io.tidings.cluster;

import io.tidings.broadcast.BroadcastId;
import io.tidings.broadcast.Offset.Early;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The broadcasts of this instance from when they are taken until they are heard on the topic. When
 * Redis is away they are handed out early, each once and in their order, and what is heard later
 * says nothing new.
 */
final class Unheard {

  /** Twice what may wait for Redis: the rest was published and will be heard in a moment. */
  private static final long MOST_BYTES = 2 * RedisAdapter.QUEUE_BYTES;

  private record Own(long number, Outgoing outgoing) {}

  /**
   * A broadcast that Redis has taken.
   *
   * @param place its id, as text
   */
  record Taken(long number, String place) {

    static final Taken NONE = new Taken(0, BroadcastId.NONE.toString());

    BroadcastId id() {
      return BroadcastId.parse(place);
    }
  }

  private final String self;
  private final Deque<Own> waiting = new ArrayDeque<>();

  /** Those that were handed out early, and are to be published once more should Redis lose them. */
  private final Deque<Own> handedOut = new ArrayDeque<>();

  private long bytes;
  private long handedOutBytes;
  private long heard;

  /** The last that was handed out early. */
  private long early;

  /** The last that was no longer kept here. */
  private long dropped;

  private volatile String mark = "";

  /**
   * @param self id of this instance
   */
  Unheard(String self) {
    this.self = self;
  }

  /** Takes a broadcast; the numbers count up. */
  synchronized void add(long number, Outgoing outgoing) {
    waiting.add(new Own(number, outgoing));
    bytes += outgoing.size();
    while (bytes > MOST_BYTES) {
      dropped = take().number();
    }
  }

  /**
   * Notes that a broadcast of this instance was heard.
   *
   * @return those before it that have been neither heard nor handed out: Redis lost them
   */
  synchronized List<Outgoing> heard(long number) {
    List<Outgoing> lost = takeWhile(own -> own.number() < number);
    if (!waiting.isEmpty() && waiting.peek().number() == number) {
      take();
    }
    heard = Math.max(heard, number);
    while (!handedOut.isEmpty() && handedOut.peek().number() <= heard) {
      forget();
    }
    remark();
    return lost;
  }

  /**
   * The newest that Redis has taken and nobody has heard; {@link Taken#NONE} when there is none.
   */
  synchronized Taken taken() {
    Taken newest = Taken.NONE;
    for (Own own : waiting) {
      String id = own.outgoing().id().getNow(null);
      if (id == null) {
        break;
      }
      newest = new Taken(own.number(), id);
    }
    return newest;
  }

  /** Whether one has been neither heard nor handed out. */
  synchronized boolean waits(long number) {
    return !waiting.isEmpty() && waiting.peek().number() <= number;
  }

  /** Those whose numbers lie between the two, by their numbers, heard by nobody. */
  synchronized Map<Long, Outgoing> between(long before, long behind) {
    return Stream.concat(handedOut.stream(), waiting.stream())
        .filter(own -> before < own.number() && own.number() < behind)
        .collect(Collectors.toMap(Own::number, Own::outgoing));
  }

  /**
   * The next that has not been heard, for those who cannot wait. Its number is in the {@link #mark}
   * from now on, and no later one.
   *
   * @param most the highest number that may be handed out
   */
  synchronized Optional<Outgoing> nextEarly(long most) {
    if (waiting.isEmpty() || waiting.peek().number() > most || dropped > heard) {
      // An offset says only up to where: nobody may be given a later one without those before it.
      return Optional.empty();
    }
    Own next = take();
    early = next.number();
    handedOut.add(next);
    handedOutBytes += next.outgoing().size();
    while (handedOutBytes > MOST_BYTES) {
      forget();
    }
    remark();
    return Optional.of(next.outgoing());
  }

  synchronized boolean wasEarly(long number) {
    return number <= early;
  }

  /** The end of each offset: what was handed out early and has not been heard, else nothing. */
  String mark() {
    return mark;
  }

  private void remark() {
    mark = early > heard ? new Early(self, early).toString() : "";
  }

  private List<Outgoing> takeWhile(Predicate<Own> condition) {
    List<Outgoing> taken = new ArrayList<>(0);
    while (!waiting.isEmpty() && condition.test(waiting.peek())) {
      taken.add(take().outgoing());
    }
    return taken;
  }

  private void forget() {
    handedOutBytes -= handedOut.remove().outgoing().size();
  }

  private Own take() {
    Own first = waiting.remove();
    bytes -= first.outgoing().size();
    return first;
  }
}
