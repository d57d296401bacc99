package io.tidings.broadcast;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;

/**
 * What was broadcast a while ago, for clients that come back, on whichever instance. It reaches
 * back as far as the configuration says, and knows when that is not far enough.
 */
public interface History {

  /**
   * What lies between two places in the order of a namespace's broadcasts, commands included, and
   * without those for the sockets of one instance alone.
   *
   * @param after where to begin: broadcasts behind {@code after.last()}, save those that it {@link
   *     Offset#covers}
   * @param until the last to be included, of which this instance must have heard; where a client
   *     may be ahead of its new instance, wait for {@code after.last()} with {@link
   *     Adapter#inOrder} first
   * @param taker is given it, oldest first, page by page: no more than a page is held at a time
   * @return whether it was all: false when anything that was asked for may be missing, or when
   *     {@code until} is before {@code after}. Fails when Redis does not answer, and with {@link
   *     RejectedExecutionException} when the taker wanted no more
   */
  CompletionStage<Boolean> between(String namespace, Offset after, BroadcastId until, Taker taker);

  /** Takes what is read for one who asked. Called by one thread at a time, with no lock held. */
  @FunctionalInterface
  interface Taker {

    /**
     * Takes the next broadcast. Must not block.
     *
     * @return false to have no more read
     */
    boolean take(Heard heard);
  }

  /**
   * The same in parts, for those who take it in as they can.
   *
   * @param limit how many to read at most; there may be fewer, and more behind them, so that one
   *     alone is more than 1 MiB, or all together are less
   */
  CompletionStage<Page> page(String namespace, Offset after, BroadcastId until, int limit);

  /**
   * @param events oldest first
   * @param complete false when anything up to {@code edge} may be missing
   * @param edge up to here nothing else follows
   * @param more whether there may be more behind {@code edge}
   */
  record Page(List<Heard> events, boolean complete, BroadcastId edge, boolean more) {}

  /**
   * A broadcast of the past.
   *
   * @param id its offset; with what was delivered early to the one who asks, of which there may be
   *     more behind it
   */
  record Heard(String id, Broadcast broadcast) {}
}
