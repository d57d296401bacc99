package io.tidings.namespace;

import io.tidings.broadcast.DeliveryThread;
import java.util.List;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Flushes connections, many of them on all cores. To write to a connection is the dear part of a
 * broadcast, and no connection has to wait for another.
 *
 * <p>Who asks takes part itself, and waits for nobody: a helper may still be at its last few
 * connections then, and what they are offered meanwhile leaves with the rest or by the next flush.
 */
final class Flushers implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(Flushers.class.getName());

  /** Connections that a thread takes at a time: some hundred microseconds of work. */
  static final int CHUNK = 32;

  private static final long IDLE_SECONDS = 10;

  private final int helpers;
  private final ThreadPoolExecutor pool;

  /**
   * @param threads besides the one that asks
   */
  Flushers(int threads) {
    helpers = threads;
    AtomicInteger number = new AtomicInteger();
    // None waits in a queue: where all are busy, who asks does it alone.
    pool =
        new ThreadPoolExecutor(
            0,
            Math.max(1, threads),
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> new DeliveryThread(task, "tidings-flusher-" + number.incrementAndGet()),
            new ThreadPoolExecutor.DiscardPolicy());
  }

  /** Flushes each connection once. */
  void flush(List<Connection> connections) {
    int chunks = connections.size() / CHUNK;
    if (chunks < 2 || helpers == 0) {
      connections.forEach(Flushers::flush);
      return;
    }
    Round round = new Round(connections.toArray(Connection[]::new));
    for (int more = Math.min(helpers, chunks - 1); more > 0; more--) {
      pool.execute(round);
    }
    round.run();
  }

  private static void flush(Connection connection) {
    try {
      connection.flush();
    } catch (RuntimeException | Error e) {
      // One connection's fault must not be that of those after it.
      LOG.log(Level.SEVERE, "A connection could not be flushed", e);
    }
  }

  @Override
  public void close() {
    pool.shutdownNow();
  }

  /** Shared by the threads that work on it. */
  private static final class Round implements Runnable {

    private final Connection[] connections;
    private final AtomicInteger next = new AtomicInteger();

    private Round(Connection[] connections) {
      this.connections = connections;
    }

    @Override
    public void run() {
      for (int from = take(); from < connections.length; from = take()) {
        int to = Math.min(from + CHUNK, connections.length);
        for (int i = from; i < to; i++) {
          flush(connections[i]);
        }
      }
    }

    private int take() {
      return next.getAndAdd(CHUNK);
    }
  }
}
