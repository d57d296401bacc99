package io.tidings.transport;

import jakarta.inject.Singleton;
import jakarta.servlet.ServletRequest;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The way of requests into this instance. One that leaves closes it step by step, so that each
 * request is either served or finds a port that refuses it; what is refused so is sent to another
 * instance by any balancer, a POST too.
 */
@Singleton
public class Doorway {

  /** Milliseconds that requests which are inside have to end. */
  private static final long LAST_REQUESTS = 1_000;

  /** Milliseconds for those that nobody counted, and for the last answers to get out. */
  private static final long MARGIN = 100;

  private static final long LOOK = 10;

  private final GrizzlyPort port = new GrizzlyPort();
  private final AtomicInteger inside = new AtomicInteger();
  private volatile Runnable sendHome = () -> {};

  /** Names what {@link #narrow} does. */
  void whenNarrowed(Runnable task) {
    sendHome = task;
  }

  /** A request comes by. */
  void pass(ServletRequest request) {
    port.remember(request);
  }

  /** A request comes that is to be waited for. */
  void enter() {
    inside.incrementAndGet();
  }

  void leave() {
    inside.decrementAndGet();
  }

  /** Sends home the polls that wait here for sessions of other instances. */
  public void narrow() {
    sendHome.run();
  }

  /**
   * Takes the port away, waits up to a second for the requests inside, and ends all connections,
   * where the server allows for it; elsewhere it does nothing.
   */
  public void close() throws InterruptedException {
    if (port.unbind()) {
      for (long waited = 0; inside.get() > 0 && waited < LAST_REQUESTS; waited += LOOK) {
        Thread.sleep(LOOK);
      }
      Thread.sleep(MARGIN);
      port.disconnect();
    }
  }
}
