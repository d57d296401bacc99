package io.tidings.engine;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;

/**
 * A listener's part in moving a session from one instance, the origin, to another: what it keeps
 * with the session goes along, and nothing that is broadcast meanwhile is lost or doubled.
 *
 * <p>In this order: {@link #quiesce} at the origin, {@link #expect} at the destination, {@link
 * #leave} at the origin, {@link #arrive} at the destination, {@link #moved} or {@link #lost} at the
 * origin, and {@link #forget} at the destination for each time that it expected. Nothing here
 * blocks. A stage that fails ends the move, and the session with it.
 */
public interface SessionMoves {

  /**
   * Keeps back what the client sends, to be taken along.
   *
   * @return completes when nothing that the client sent before is being worked on any more
   */
  CompletionStage<Void> quiesce(Session session);

  /**
   * Keeps what is broadcast, for a session that may arrive at any moment.
   *
   * @return the place in the order of broadcasts behind which everything is kept
   */
  CompletionStage<String> expect();

  /**
   * A session that was expected has arrived, or will not.
   *
   * @param place the one that {@link #expect} gave
   */
  void forget(String place);

  /**
   * Takes out what goes along, once the session has been given everything up to a place.
   *
   * @param destination the id of the instance to which the session goes
   * @param release gives the session away in the same moment; false when it has ended
   * @return empty when the session has ended
   */
  CompletionStage<Optional<byte[]>> leave(
      Session session, String place, String destination, BooleanSupplier release);

  /**
   * Takes in a session with what {@link #leave} took out, and gives it what was broadcast since.
   *
   * @return completes when it goes on; fails when it ended before that, and then it is the origin
   *     that tells of its end
   */
  CompletionStage<Void> arrive(Session session, byte[] state);

  /** A session that left has arrived. */
  void moved(Session session);

  /** A session that left has not arrived, and is over. */
  void lost(Session session);
}
