package io.tidings.namespace;

import io.tidings.broadcast.Adapter;
import io.tidings.broadcast.BroadcastId;
import io.tidings.relay.Service;
import io.tidings.relay.WireReader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Answers when all that was broadcast up to a place has been delivered on this instance. */
final class Reached implements Service {

  private static final byte[] YES = {};

  private final Adapter adapter;
  private final Dispatcher dispatcher;

  Reached(Adapter adapter, Dispatcher dispatcher) {
    this.adapter = adapter;
    this.dispatcher = dispatcher;
  }

  /**
   * @param request a place
   * @return nothing
   */
  @Override
  public CompletionStage<byte[]> serve(String from, byte[] request) {
    CompletableFuture<byte[]> reached = new CompletableFuture<>();
    adapter.inOrder(
        BroadcastId.parse(new WireReader(request).text()),
        last -> dispatcher.run(() -> reached.complete(YES)));
    return reached;
  }
}
