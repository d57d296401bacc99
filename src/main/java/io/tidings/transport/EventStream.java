package io.tidings.transport;

/**
 * The answer to one who listens with server-sent events. Nothing here blocks: what the listener
 * does not take waits, within a limit, and one who takes too little is cut off.
 */
public interface EventStream {

  /**
   * Sends bytes, in the order of the calls.
   *
   * @param frame one or more whole events; must not be changed any more
   */
  void send(byte[] frame);

  /**
   * Runs a task when nothing waits to be sent, perhaps at once, on a thread that must not be
   * blocked. One task at a time; none when the stream is over before.
   */
  void whenDrained(Runnable task);

  /** Ends the stream, when what waits has been sent; the listener comes back by itself. */
  void end();

  /**
   * Runs a task when the stream is over, for whatever reason, perhaps at once, on a thread that
   * must not be blocked.
   */
  void whenOver(Runnable task);
}
