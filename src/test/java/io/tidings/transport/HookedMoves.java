package io.tidings.transport;

import io.tidings.engine.Session;
import io.tidings.engine.SessionMoves;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/** A listener's part in moves, with something else that happens just before one of its steps. */
final class HookedMoves implements SessionMoves {

  enum Step {
    QUIESCE,
    EXPECT,
    LEAVE,
    RELEASED,
    ARRIVE,
    ARRIVED,
    MOVED,
    LOST
  }

  private final SessionMoves moves;
  private final Map<Step, Runnable> hooks = new ConcurrentHashMap<>();

  HookedMoves(SessionMoves moves) {
    this.moves = moves;
  }

  /** Does something the next time that a step is taken, just before it. */
  void before(Step step, Runnable action) {
    hooks.put(step, action);
  }

  private void happens(Step step) {
    Optional.ofNullable(hooks.remove(step)).ifPresent(Runnable::run);
  }

  @Override
  public CompletionStage<Void> quiesce(Session session) {
    happens(Step.QUIESCE);
    return moves.quiesce(session);
  }

  @Override
  public CompletionStage<String> expect() {
    happens(Step.EXPECT);
    return moves.expect();
  }

  @Override
  public void forget(String place) {
    moves.forget(place);
  }

  @Override
  public CompletionStage<Optional<byte[]>> leave(
      Session session, String place, String destination, BooleanSupplier release) {
    happens(Step.LEAVE);
    return moves.leave(
        session,
        place,
        destination,
        () -> {
          boolean released = release.getAsBoolean();
          happens(Step.RELEASED);
          return released;
        });
  }

  @Override
  public CompletionStage<Void> arrive(Session session, byte[] state) {
    happens(Step.ARRIVE);
    return moves.arrive(session, state).thenRun(() -> happens(Step.ARRIVED));
  }

  @Override
  public void moved(Session session) {
    happens(Step.MOVED);
    moves.moved(session);
  }

  @Override
  public void lost(Session session) {
    happens(Step.LOST);
    moves.lost(session);
  }
}
