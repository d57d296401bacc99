package io.tidings.cluster;

import io.tidings.broadcast.BroadcastId;
import io.tidings.broadcast.Offset.Early;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The broadcasts of this instance from when they are taken until they are heard on the topic. When
 * Redis is away they are handed out early, each once and in their order, and what is heard later
 * says nothing new.
 */
final class Unheard {

  /** Twice what may wait for Redis: the rest was published and will be heard in a moment. */
  private static final long MOST_BYTES = 2 * RedisAdapter.QUEUE_BYTES;

  private record Own(long number, Outgoing outgoing) {}

  private final String self;
  private final Deque<Own> waiting = new ArrayDeque<>();
  private long bytes;
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
    remark();
    return lost;
  }

  /** Those that Redis took and lost, when all up to {@code last} was heard. */
  synchronized List<Outgoing> lost(BroadcastId last) {
    return takeWhile(own -> isBefore(last, own.outgoing().id().getNow(null)));
  }

  private static boolean isBefore(BroadcastId last, String published) {
    return published != null && BroadcastId.parse(published).compareTo(last) <= 0;
  }

  /**
   * The next that has not been heard, for those who cannot wait. Its number is in the {@link #mark}
   * from now on, and no later one.
   */
  synchronized Optional<Outgoing> nextEarly() {
    if (waiting.isEmpty() || dropped > heard) {
      // An offset says only up to where: nobody may be given a later one without those before it.
      return Optional.empty();
    }
    Own next = take();
    early = next.number();
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

  private Own take() {
    Own first = waiting.remove();
    bytes -= first.outgoing().size();
    return first;
  }
}
