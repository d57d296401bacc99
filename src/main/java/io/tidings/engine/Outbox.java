package io.tidings.engine;

import io.tidings.access.MemoryBudget.Account;
import io.tidings.access.MemoryBudget.Holding;
import io.tidings.access.MemoryBudget.Use;
import io.tidings.config.OutboxConfig;
import io.tidings.packet.EncodedPacket;
import io.tidings.packet.EncodedPacket.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;

/**
 * What waits for one connection, in order and bounded in bytes.
 *
 * <p>Packets are put in by {@link #offer} and leave by {@link #flush}, which hands all that waits
 * to the transport as one write, whenever that is ready. So one packet alone leaves at once, and
 * the more a connection lags, the more packets share a write. Nothing here blocks.
 *
 * <p>What waits for a client that lags is counted in the memory budget: packets from the moment on
 * when they are more than is free there, each once however many outboxes it waits in; and the write
 * under way, which is a copy.
 */
final class Outbox {

  /** Bytes handed over in one write, so that what a transport holds stays bounded too. */
  private static final int MAX_WRITE = 256 * 1024;

  /** Bytes of a packet besides its data. */
  private static final int OVERHEAD = 96;

  private static final Runnable NOTHING = () -> {};

  private final OutboxConfig config;
  private final Account account;
  private final Runnable whenFull;

  /** The write under way. */
  private final Holding writing;

  private final Deque<EncodedPacket> packets = new ArrayDeque<>(2);
  private long bytes;

  /** Whether the packets here are counted in the memory budget. */
  private boolean counting;

  private Transport transport;
  private boolean flushing;
  private boolean closed;
  private Runnable whenDrained;
  private Runnable whenStill;
  private Consumer<EncodedPacket> onward;

  /** A packet found no room: nothing is taken after it. */
  private boolean overflowed;

  private boolean overflowTold;

  /**
   * @param account of the client
   * @param whenFull called by {@link #flush}, outside any lock, when a packet has found no room and
   *     none could be made
   */
  Outbox(OutboxConfig config, Account account, Runnable whenFull) {
    this.config = config;
    this.account = account;
    this.writing = account.holding(Use.OUTBOX);
    this.whenFull = whenFull;
  }

  /** Sends through another transport from now on. */
  synchronized void attach(Transport next) {
    transport = next;
  }

  /** Adds a packet, without sending it yet: {@link #flush} does. May be called under any lock. */
  synchronized void offer(EncodedPacket packet) {
    if (onward != null) {
      packets.add(packet);
    } else if (!closed && !overflowed) {
      overflowed = !add(packet) && packet.kind() != Kind.VOLATILE;
    }
  }

  /** Something that belongs before all that follows found no room elsewhere. */
  synchronized void overflow() {
    overflowed = true;
  }

  synchronized boolean hasOverflowed() {
    return overflowed;
  }

  private boolean add(EncodedPacket packet) {
    boolean room = makeRoom(packet) && count(packet);
    if (room) {
      packets.add(packet);
      bytes += packet.size();
    }
    return room;
  }

  /** Counts the packet, if this outbox holds more than is free; false when there is no room. */
  private boolean count(EncodedPacket packet) {
    if (counting) {
      return reserve(List.of(packet), weight(packet));
    }
    long waiting = bytes + (long) packets.size() * OVERHEAD;
    if (waiting + weight(packet) <= account.free()) {
      return true;
    }
    List<EncodedPacket> all = new ArrayList<>(packets);
    all.add(packet);
    counting = reserve(all, waiting + weight(packet));
    return counting;
  }

  private boolean reserve(List<EncodedPacket> added, long weight) {
    if (!account.reserve(Use.OUTBOX, weight, weight)) {
      return false;
    }
    long heldElsewhere = 0;
    for (EncodedPacket each : added) {
      if (!each.hold()) {
        heldElsewhere += weight(each);
      }
    }
    account.release(Use.OUTBOX, 0, heldElsewhere);
    return true;
  }

  private static long weight(EncodedPacket packet) {
    return (long) packet.size() + OVERHEAD;
  }

  private void letGo(EncodedPacket packet) {
    bytes -= packet.size();
    if (counting) {
      long weight = weight(packet);
      account.release(Use.OUTBOX, weight, packet.letGo() ? weight : 0);
    }
  }

  /** Volatile events go first; then, if the policy says so, the oldest events. */
  private boolean makeRoom(EncodedPacket packet) {
    if (fits(packet)) {
      return true;
    }
    drop(packet, Kind.VOLATILE);
    boolean dropOldest = config.policy() == OutboxConfig.Policy.DROP_OLDEST;
    if (dropOldest && packet.kind() != Kind.VOLATILE) {
      drop(packet, Kind.EVENT);
    }
    // A lone packet larger than the limit would otherwise never pass.
    return fits(packet) || packets.isEmpty();
  }

  private boolean fits(EncodedPacket packet) {
    return bytes + packet.size() <= config.maxBytes();
  }

  private void drop(EncodedPacket packet, Kind kind) {
    Iterator<EncodedPacket> oldestFirst = packets.iterator();
    while (!fits(packet) && oldestFirst.hasNext()) {
      EncodedPacket candidate = oldestFirst.next();
      if (candidate.kind() == kind) {
        oldestFirst.remove();
        letGo(candidate);
      }
    }
  }

  /** Hands what waits to the transport, if that is ready. May be called from within a write. */
  void flush() {
    boolean full;
    boolean mine;
    synchronized (this) {
      full = overflowed && !overflowTold;
      overflowTold = overflowed;
      mine = !flushing && !full;
      flushing |= mine;
    }
    if (full) {
      whenFull.run();
      flush();
    } else if (mine) {
      send();
    }
  }

  /**
   * Writes until nothing waits any more or the transport is not ready; for one thread at a time.
   */
  private void send() {
    Runnable then;
    while (true) {
      List<EncodedPacket> batch;
      Transport to;
      Consumer<EncodedPacket> elsewhere;
      synchronized (this) {
        elsewhere = onward;
        boolean ready = elsewhere != null || (transport != null && transport.isReady());
        if (ready) {
          writing.resize(0);
        }
        if (!ready || packets.isEmpty() || (whenStill != null && elsewhere == null)) {
          then = ready ? nothingUnderWay() : null;
          flushing = false;
          break;
        }
        batch = take();
        to = transport;
      }
      write(batch, elsewhere, to);
    }
    if (then != null) {
      then.run();
    }
  }

  private void write(List<EncodedPacket> batch, Consumer<EncodedPacket> elsewhere, Transport to) {
    try {
      if (elsewhere == null) {
        to.write(batch);
      } else {
        batch.forEach(elsewhere);
      }
    } catch (RuntimeException | Error e) {
      synchronized (this) {
        flushing = false;
      }
      throw e;
    }
  }

  /** Whether nothing waits and no write is under way. */
  synchronized boolean isIdle() {
    return packets.isEmpty() && !flushing;
  }

  /** What was asked to be done once no write is under way, or when nothing waits besides. */
  private Runnable nothingUnderWay() {
    Runnable task = null;
    if (whenStill != null) {
      task = whenStill;
      whenStill = NOTHING;
    } else if (packets.isEmpty()) {
      task = whenDrained;
      whenDrained = null;
    }
    return task;
  }

  private List<EncodedPacket> take() {
    List<EncodedPacket> batch = new ArrayList<>(packets.size());
    int size = 0;
    do {
      EncodedPacket packet = packets.poll();
      size += packet.size();
      batch.add(packet);
      letGo(packet);
    } while (!packets.isEmpty() && size + packets.peek().size() <= MAX_WRITE);
    counting = counting && !packets.isEmpty();
    writing.resize(size);
    return batch;
  }

  /**
   * Sends nothing more, though it still takes packets.
   *
   * @param task is run once no write is under way any more
   */
  void pause(Runnable task) {
    synchronized (this) {
      whenStill = task;
    }
    flush();
  }

  /** Sends again, after {@link #pause}. */
  void resume() {
    synchronized (this) {
      whenStill = null;
    }
    flush();
  }

  /**
   * Gives up what waits, in order; what is added afterwards goes elsewhere by {@link #flush}.
   *
   * @param elsewhere called outside of any lock
   */
  synchronized List<EncodedPacket> redirect(Consumer<EncodedPacket> elsewhere) {
    List<EncodedPacket> left = List.copyOf(packets);
    discard();
    onward = elsewhere;
    return left;
  }

  /** Takes nothing more; runs a task when all that waits was written and the transport is ready. */
  void finish(Runnable task) {
    synchronized (this) {
      closed = true;
      whenDrained = task;
    }
    flush();
  }

  /** Takes nothing more and forgets what waits. */
  synchronized void discard() {
    closed = true;
    packets.forEach(this::letGo);
    packets.clear();
    counting = false;
    writing.resize(0);
    whenDrained = null;
    transport = null;
  }
}
