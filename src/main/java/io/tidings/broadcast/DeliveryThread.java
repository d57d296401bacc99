package io.tidings.broadcast;

/**
 * A thread on which the delivery of broadcasts depends: that of a dispatcher, or one that helps it.
 * It never waits for room in a dispatcher's queue, or for a thread that may wait for room, since
 * nobody else would make any.
 */
public final class DeliveryThread extends Thread {

  /** A daemon, as all threads of an instance. */
  public DeliveryThread(Runnable task, String name) {
    super(task, name);
    setDaemon(true);
  }

  /** Whether the calling thread is one of these. */
  public static boolean isCurrent() {
    return Thread.currentThread() instanceof DeliveryThread;
  }
}
