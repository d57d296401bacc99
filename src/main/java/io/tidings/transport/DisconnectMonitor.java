package io.tidings.transport;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/**
 * Notices when clients disconnect whose requests wait for an answer. A container does not read a
 * connection whose request is suspended, so it would learn of that only after it has written the
 * answer, if at all.
 *
 * <p>A selector of its own looks at the connections, and takes nothing from them: what has become
 * readable without any bytes to read is closed or reset by the client. A client that sends more
 * while its request waits cannot be looked at any further.
 */
final class DisconnectMonitor implements AutoCloseable {

  /** Of a request whose connection is looked at. */
  @FunctionalInterface
  interface Watch {

    /** Of one whose connection is not known. */
    Watch NONE = then -> then.accept(true);

    /**
     * Looks at the connection a last time.
     *
     * @param then told whether the client is still there as far as is known; from any thread, which
     *     it must not keep
     */
    void end(Consumer<Boolean> then);
  }

  private static final Logger LOG = System.getLogger(DisconnectMonitor.class.getName());

  /**
   * Milliseconds after which connections that the container has closed are let go of at the latest.
   */
  private static final long SWEEP_INTERVAL = 1_000;

  private final Queue<Task> tasks = new ConcurrentLinkedQueue<>();

  /** Null until there is something to look at. */
  private Selector selector;

  private volatile boolean closed;

  /**
   * Something to do for the selector's thread.
   *
   * @param then null when the watch begins
   */
  private record Task(ChannelWatch watch, Consumer<Boolean> then) {}

  /**
   * Begins to look at a connection.
   *
   * @param channel in non-blocking mode
   * @param whenGone called at most once, on the monitor's thread, when the client has disconnected
   *     before the watch ended; must not block
   */
  Watch watch(SocketChannel channel, Runnable whenGone) {
    ChannelWatch watch = new ChannelWatch(channel, whenGone);
    return start() && submit(new Task(watch, null)) ? watch : Watch.NONE;
  }

  private synchronized boolean start() {
    if (selector == null && !closed) {
      try {
        selector = Selector.open();
      } catch (IOException e) {
        LOG.log(Level.WARNING, "Clients that disconnect are not noticed", e);
        closed = true;
        return false;
      }
      Thread thread = new Thread(() -> run(selector), "tidings-disconnects");
      thread.setDaemon(true);
      thread.start();
    }
    return !closed;
  }

  private boolean submit(Task task) {
    tasks.add(task);
    if (closed) {
      finish(tasks);
      return false;
    }
    selector.wakeup();
    return true;
  }

  private void run(Selector connections) {
    try {
      while (!closed) {
        connections.select(DisconnectMonitor::readable, SWEEP_INTERVAL);
        work(connections);
      }
    } catch (IOException | ClosedSelectorException e) {
      LOG.log(closed ? Level.DEBUG : Level.WARNING, "Clients that disconnect are not noticed", e);
    } finally {
      close();
      finish(tasks);
    }
  }

  private void work(Selector connections) throws IOException {
    List<Task> ends = new ArrayList<>();
    for (Task task = tasks.poll(); task != null; task = tasks.poll()) {
      if (task.then() == null) {
        task.watch().begin(connections);
      } else {
        ends.add(task);
      }
    }
    if (!ends.isEmpty()) {
      connections.selectNow(DisconnectMonitor::readable);
      ends.forEach(end -> end.then().accept(end.watch().finish()));
      // Lets go of the connections: the next request over one of them may be waiting here soon.
      connections.selectNow(DisconnectMonitor::readable);
    }
  }

  private static void readable(SelectionKey key) {
    ((ChannelWatch) key.attachment()).readable();
  }

  private static void finish(Queue<Task> left) {
    for (Task task = left.poll(); task != null; task = left.poll()) {
      if (task.then() != null) {
        task.then().accept(true);
      }
    }
  }

  /** Looks at nothing any more. */
  @Override
  public synchronized void close() {
    closed = true;
    try {
      if (selector != null) {
        selector.close();
      }
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "A selector does not close", e);
    }
  }

  /** For the selector's thread, but for {@link #end}. */
  private final class ChannelWatch implements Watch {

    private final SocketChannel channel;
    private final Runnable whenGone;
    private SelectionKey key;
    private boolean gone;

    private ChannelWatch(SocketChannel channel, Runnable whenGone) {
      this.channel = channel;
      this.whenGone = whenGone;
    }

    private void begin(Selector connections) {
      try {
        key = channel.register(connections, SelectionKey.OP_READ, this);
      } catch (ClosedChannelException e) {
        gone();
      } catch (RuntimeException e) {
        LOG.log(Level.DEBUG, "A connection cannot be looked at", e);
      }
    }

    private void readable() {
      key.cancel();
      if (!hasInput()) {
        gone();
      }
    }

    private boolean hasInput() {
      try {
        return channel.socket().getInputStream().available() > 0;
      } catch (IOException e) {
        return false;
      }
    }

    private void gone() {
      gone = true;
      try {
        whenGone.run();
      } catch (RuntimeException e) {
        LOG.log(Level.WARNING, "A client's end is not dealt with", e);
      }
    }

    private boolean finish() {
      if (key != null) {
        key.cancel();
      }
      return !gone && channel.isOpen();
    }

    @Override
    public void end(Consumer<Boolean> then) {
      submit(new Task(this, then));
    }
  }
}
