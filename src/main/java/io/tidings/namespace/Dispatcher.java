package io.tidings.namespace;

import io.tidings.broadcast.Broadcast;
import io.tidings.broadcast.BroadcastId;
import io.tidings.broadcast.LocalDelivery;
import io.tidings.broadcast.Offset;
import io.tidings.engine.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
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

  private static final int CAPACITY = 8192;

  /** Broadcasts, or other tasks, between two flushes. */
  private static final int BATCH = 64;

  private final Namespaces namespaces;
  private final IntSupplier connections;
  private final Surveys surveys;
  private final BlockingQueue<Runnable> arrived = new LinkedBlockingQueue<>(CAPACITY);
  private final List<Runnable> batch = new ArrayList<>(BATCH);
  private final List<Connection> touched = new ArrayList<>();
  private final Kept kept = new Kept();
  private final Benches benches = new Benches();
  private final Flushers flushers = new Flushers(Runtime.getRuntime().availableProcessors() - 1);

  /** How many commands have come and are not carried out. */
  private final AtomicInteger commands = new AtomicInteger();

  private volatile String latest;
  private final Thread thread;
  private volatile boolean closed;

  /**
   * @param connections how many sessions are open
   */
  Dispatcher(Namespaces namespaces, IntSupplier connections, Timer timer) {
    this.namespaces = namespaces;
    this.surveys = new Surveys(timer);
    this.connections = connections;
    thread = new Thread(this::run, "tidings-dispatcher");
    thread.setDaemon(true);
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
   * while too much is before it, and an interrupt does not end that: what is not taken is lost.
   */
  void run(Runnable task) {
    boolean interrupted = Thread.interrupted();
    while (!put(task) && !closed) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** The same, but that a task is dropped when too much is before it. */
  void offer(Runnable task) {
    arrived.offer(task);
  }

  private boolean put(Runnable task) {
    try {
      arrived.put(task);
      return true;
    } catch (InterruptedException e) {
      return false;
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
    try {
      while (!Thread.currentThread().isInterrupted()) {
        batch.add(arrived.take());
        arrived.drainTo(batch, BATCH - 1);
        batch.forEach(Dispatcher::runSafely);
        flushers.flush(touched);
        batch.clear();
        touched.clear();
      }
    } catch (InterruptedException e) {
      // The instance stops.
    }
  }

  private static void runSafely(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.log(Level.SEVERE, "A broadcast could not be delivered", e);
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
    flushers.close();
  }
}
