package io.tidings.namespace;

import io.tidings.access.MemoryBudget;
import io.tidings.broadcast.Broadcast;
import io.tidings.broadcast.BroadcastId;
import io.tidings.broadcast.DeliveryThread;
import io.tidings.broadcast.LocalDelivery;
import io.tidings.broadcast.Offset;
import io.tidings.engine.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Delivers broadcasts to the sockets of this instance, on a thread of its own: it takes all that
 * has arrived, puts packets into the outboxes concerned, then has each flushed once. One broadcast
 * alone goes out at once; under load many share a write.
 *
 * <p>Those who publish faster than this thread delivers wait for it, within {@link #deliver}.
 */
final class Dispatcher implements LocalDelivery, AutoCloseable {

  private static final Logger LOG = Logger.getLogger(Dispatcher.class.getName());

  /** Tasks that may wait before those who bring more have to. */
  private static final int CAPACITY = 8192;

  /** Milliseconds between two lines in the log about tasks that failed. */
  private static final long LOG_EVERY = 10_000;

  /** Broadcasts, or other tasks, between two flushes. */
  private static final int BATCH = 64;

  private final Namespaces namespaces;
  private final IntSupplier connections;
  private final Surveys surveys;
  private final BlockingQueue<Runnable> arrived = new LinkedBlockingQueue<>();
  private final List<Runnable> batch = new ArrayList<>(BATCH);
  private final List<Connection> touched = new ArrayList<>();
  private final Kept kept = new Kept();
  private final Benches benches = new Benches();
  private final Flushers flushers = new Flushers(Runtime.getRuntime().availableProcessors() - 1);

  /** How many commands have come and are not carried out. */
  private final AtomicInteger commands = new AtomicInteger();

  /** Held for a moment by those who wait for room, and never while a task runs. */
  private final Object room = new Object();

  /** Those who wait for room. */
  private final AtomicInteger waiting = new AtomicInteger();

  private final Timer timer;
  private final AtomicLong done = new AtomicLong();

  /** When a task that failed was last logged, and how many have failed since. */
  private long logged = -LOG_EVERY;

  private int unlogged;
  private volatile String latest;
  private final Thread thread;
  private volatile boolean closed;

  /**
   * @param connections how many sessions are open
   */
  Dispatcher(Namespaces namespaces, IntSupplier connections, Timer timer, MemoryBudget budget) {
    this.namespaces = namespaces;
    this.surveys = new Surveys(timer, budget);
    this.connections = connections;
    this.timer = timer;
    thread = new DeliveryThread(this::run, "tidings-dispatcher");
    thread.start();
  }

  @Override
  public boolean hasReceivers(String namespace, Set<String> rooms) {
    // Those who are about to arrive may be in any room, and a command may bring others into it.
    if (kept.isWanted() || commands.get() > 0) {
      return true;
    }
    if (benches.haveReaders(namespace, rooms)) {
      return true;
    }
    Namespace found = namespaces.find(namespace);
    return found != null && found.hasReceivers(rooms);
  }

  @Override
  public void deliver(String id, Broadcast broadcast) {
    // First: who joins a room when this is on its way joins it behind this.
    latest = id;
    if (broadcast.isCommand()) {
      commands.incrementAndGet();
      run(() -> command(new Delivery(id, broadcast)));
    } else {
      run(() -> distribute(new Delivery(id, broadcast)));
    }
  }

  @Override
  public void passed(String id) {
    latest = id;
  }

  /** The offset of what has come last, delivered or not; null before the first. */
  Offset latest() {
    String id = latest;
    return id == null ? null : Offset.parse(id);
  }

  private void command(Delivery delivery) {
    try {
      distribute(delivery);
    } finally {
      commands.decrementAndGet();
    }
  }

  /**
   * Runs a task behind the broadcasts that came before it, on the thread that delivers them. Waits
   * while too much is before it, and an interrupt does not end that: what is not taken is lost. A
   * {@link DeliveryThread} does not wait, since it would wait for itself.
   */
  void run(Runnable task) {
    if (arrived.size() >= CAPACITY && !DeliveryThread.isCurrent()) {
      awaitRoom();
    }
    arrived.add(task);
  }

  /** The same, but that a task is dropped when too much is before it. */
  void offer(Runnable task) {
    if (arrived.size() < CAPACITY) {
      arrived.add(task);
    }
  }

  /** Runs a task behind all that is there, however much that is. */
  void probe(Runnable task) {
    arrived.add(task);
  }

  /** How many tasks have been run. */
  long done() {
    return done.get();
  }

  private void awaitRoom() {
    boolean interrupted = Thread.interrupted();
    synchronized (room) {
      waiting.incrementAndGet();
      while (arrived.size() >= CAPACITY && !closed) {
        try {
          room.wait();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      waiting.decrementAndGet();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void tellRoom() {
    if (waiting.get() > 0) {
      synchronized (room) {
        room.notifyAll();
      }
    }
  }

  /** What is broadcast while others are about to arrive; to be read by tasks of {@link #run}. */
  Kept kept() {
    return kept;
  }

  @Override
  public int connections() {
    return connections.getAsInt();
  }

  private void run() {
    while (!closed) {
      try {
        batch.add(arrived.take());
        arrived.drainTo(batch, BATCH - 1);
        tellRoom();
        batch.forEach(this::runSafely);
        flushers.flush(touched);
      } catch (InterruptedException e) {
        // Either the instance stops, or a task was careless: then the next one runs all the same.
      } catch (RuntimeException | Error e) {
        failed(e);
      } finally {
        batch.clear();
        touched.clear();
      }
    }
  }

  /** All broadcasts depend on this thread: whatever a task throws is the end of that task alone. */
  private void runSafely(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      failed(e);
    }
    done.lazySet(done.get() + 1);
  }

  private void failed(Throwable failure) {
    try {
      unlogged++;
      long now = timer.millis();
      if (now - logged >= LOG_EVERY) {
        LOG.log(Level.SEVERE, unlogged + " broadcasts could not be delivered, lastly", failure);
        logged = now;
        unlogged = 0;
      }
    } catch (RuntimeException | Error e) {
      // No memory to say so; it is told with the next one.
      return;
    }
  }

  private void distribute(Delivery delivery) {
    kept.add(delivery);
    Broadcast broadcast = delivery.broadcast();
    Namespace namespace = namespaces.find(broadcast.namespace());
    if (namespace != null) {
      namespace.select(broadcast, receiver(delivery));
    }
    benches.deliver(delivery);
  }

  /** Those who read along. */
  Benches benches() {
    return benches;
  }

  /** What a broadcast does to each socket that it is for; to be called by tasks of {@link #run}. */
  Consumer<Socket> receiver(Delivery delivery) {
    if (!delivery.broadcast().isCommand()) {
      return socket -> deliver(socket, delivery);
    }
    Command command = Command.decode(delivery.packet());
    BroadcastId place = delivery.offset().last();
    return socket -> command.apply(socket, surveys, place);
  }

  /** What the sockets of this instance are asked to answer. */
  Surveys surveys() {
    return surveys;
  }

  private void deliver(Socket socket, Delivery delivery) {
    if (socket.deliver(delivery) && socket.connection().wantsFlush()) {
      touched.add(socket.connection());
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    synchronized (room) {
      room.notifyAll();
    }
    flushers.close();
  }
}
