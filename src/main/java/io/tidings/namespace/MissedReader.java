package io.tidings.namespace;

import io.tidings.access.MemoryBudget.Account;
import io.tidings.broadcast.Broadcast;
import io.tidings.broadcast.History.Heard;
import io.tidings.broadcast.History.Taker;
import io.tidings.broadcast.Offset;
import io.tidings.broadcast.Selection;
import io.tidings.packet.EncodedPacket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a client that comes back has missed of the broadcasts, as far as it may concern its socket:
 * that is found out while the history is read, so that the rest is never held. Twice as much may be
 * collected as the client may be sent, for some of it turns out to be for others; it is counted in
 * the memory budget, by {@link Replays}, until {@link #release}.
 */
final class MissedReader implements Taker {

  /** Bytes of an event beside its packet, roughly. */
  private static final int OVERHEAD = 200;

  private final Socket socket;
  private final long maxBytes;
  private final Replays replays;
  private final Account account;
  private final List<Heard> events = new ArrayList<>();

  /** Rooms that the socket was brought into by commands among what it has missed. */
  private final Set<String> joined = new HashSet<>();

  private long bytes;
  private Offset last;
  private boolean counting;
  private boolean released;

  /**
   * @param maxBytes that the client may be sent
   * @param giveUp the budget is spent, and this has much of it
   */
  MissedReader(Socket socket, long maxBytes, Replays replays, Runnable giveUp) {
    this.socket = socket;
    this.maxBytes = maxBytes;
    this.replays = replays;
    this.account = replays.open(giveUp);
  }

  @Override
  public boolean take(Heard heard) {
    Broadcast broadcast = heard.broadcast();
    boolean relevant = concerns(broadcast);
    if (relevant
        && broadcast.isCommand()
        && Command.decode(broadcast.packet()) instanceof Command.Join in) {
      joined.addAll(in.rooms());
    }
    return add(heard, relevant);
  }

  private boolean concerns(Broadcast broadcast) {
    Selection selection = broadcast.selection();
    if (selection.lossy() && !broadcast.isCommand()) {
      return false;
    }
    return !Collections.disjoint(joined, selection.rooms()) || socket.mayConcern(selection);
  }

  private synchronized boolean add(Heard heard, boolean relevant) {
    if (released) {
      return false;
    }
    last = Offset.parse(heard.id());
    if (!relevant) {
      return true;
    }
    long weight = weight(heard);
    if (bytes + weight > 2 * maxBytes || !count(heard, weight)) {
      return false;
    }
    events.add(heard);
    bytes += weight;
    return true;
  }

  private static long weight(Heard heard) {
    return (long) OVERHEAD + heard.broadcast().packet().size();
  }

  /** Counts an event, if this holds more than is free; false when there is no room. */
  private boolean count(Heard heard, long weight) {
    if (counting) {
      return replays.reserve(account, List.of(heard.broadcast().packet()), weight);
    }
    if (bytes + weight <= account.free()) {
      return true;
    }
    List<EncodedPacket> all = new ArrayList<>(packets());
    all.add(heard.broadcast().packet());
    counting = replays.reserve(account, all, bytes + weight);
    return counting;
  }

  private List<EncodedPacket> packets() {
    return events.stream().map(heard -> heard.broadcast().packet()).toList();
  }

  /** What has been collected. */
  synchronized Missed missed() {
    return new Missed(List.copyOf(events), Optional.ofNullable(last));
  }

  /** Gives back what is held, and takes nothing more. */
  synchronized void release() {
    if (released) {
      return;
    }
    released = true;
    if (counting) {
      replays.release(account, packets(), bytes);
    }
    events.clear();
    account.end();
  }
}
