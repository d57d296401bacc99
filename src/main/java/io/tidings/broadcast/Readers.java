package io.tidings.broadcast;

import java.util.concurrent.CompletionStage;

/** Who reads along on this instance. */
public interface Readers {

  /**
   * Finds a place in the order of broadcasts: all that is before it has been delivered here.
   *
   * @param seen the place is not before this one, unless this instance does not come there within
   *     seconds
   * @return completes on the thread that delivers, which must not be blocked
   */
  CompletionStage<BroadcastId> place(BroadcastId seen);

  /**
   * Lets one read what is broadcast behind a place.
   *
   * @param seen as for {@link #place}
   * @return the place, which completes before the first broadcast is delivered to the reader, on
   *     the same thread
   */
  CompletionStage<BroadcastId> begin(Reader reader, BroadcastId seen);

  /**
   * It reads no more. For one that has not begun yet this does nothing: it is to be ended when it
   * has.
   */
  void end(Reader reader);
}
