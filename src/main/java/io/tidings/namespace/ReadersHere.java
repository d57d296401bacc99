package io.tidings.namespace;

import io.tidings.broadcast.Adapter;
import io.tidings.broadcast.BroadcastId;
import io.tidings.broadcast.Reader;
import io.tidings.broadcast.Readers;
import io.tidings.engine.Timer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Those who read along on this instance, beside its sockets. */
final class ReadersHere implements Readers {

  /** Milliseconds that a reader may be ahead of this instance. */
  private static final long MAX_AHEAD = 5_000;

  private static final long LOOK_AGAIN = 50;

  private final Adapter adapter;
  private final Dispatcher dispatcher;
  private final Timer timer;

  ReadersHere(Adapter adapter, Dispatcher dispatcher, Timer timer) {
    this.adapter = adapter;
    this.dispatcher = dispatcher;
    this.timer = timer;
  }

  @Override
  public CompletionStage<BroadcastId> place(BroadcastId seen) {
    CompletableFuture<BroadcastId> found = new CompletableFuture<>();
    atPlace(seen, place -> dispatcher.run(() -> found.complete(place)));
    return found;
  }

  @Override
  public CompletionStage<BroadcastId> begin(Reader reader, BroadcastId seen) {
    CompletableFuture<BroadcastId> begun = new CompletableFuture<>();
    atPlace(
        seen,
        place -> {
          // Now, for the next broadcast must find that it has a receiver.
          dispatcher.benches().add(reader);
          dispatcher.run(
              () -> {
                dispatcher.benches().begins(reader);
                begun.complete(place);
              });
        });
    return begun;
  }

  private void atPlace(BroadcastId seen, Consumer<BroadcastId> task) {
    atPlace(seen, timer.millis() + MAX_AHEAD, task);
  }

  private void atPlace(BroadcastId seen, long limit, Consumer<BroadcastId> task) {
    adapter.inOrder(
        BroadcastId.NONE,
        place -> {
          if (place.compareTo(seen) >= 0 || timer.millis() >= limit) {
            task.accept(place);
          } else {
            timer.schedule(LOOK_AGAIN, () -> atPlace(seen, limit, task));
          }
        });
  }

  @Override
  public void end(Reader reader) {
    dispatcher.benches().remove(reader);
  }
}
