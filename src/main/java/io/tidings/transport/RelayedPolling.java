package io.tidings.transport;

import io.tidings.engine.Engine;
import io.tidings.engine.Session;
import io.tidings.relay.Relay;
import io.tidings.relay.Service;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Serves the polling requests for sessions of this instance that came to another one, as if they
 * had come here.
 */
final class RelayedPolling implements Service {

  private final Engine engine;
  private final Relay relay;

  RelayedPolling(Engine engine, Relay relay) {
    this.engine = engine;
    this.relay = relay;
  }

  @Override
  public CompletionStage<byte[]> serve(String from, byte[] bytes) {
    return serve(from, bytes, CompletableFuture.completedFuture(true));
  }

  @Override
  public CompletionStage<byte[]> serve(String from, byte[] bytes, CompletionStage<Boolean> heard) {
    RelayedRequest request = RelayedRequest.decode(bytes);
    RelayedExchange exchange = new RelayedExchange(from, request, () -> relay.isThere(from), heard);
    try {
      serve(request, exchange);
    } catch (IOException e) {
      return CompletableFuture.failedFuture(e);
    }
    return exchange.answered();
  }

  private void serve(RelayedRequest request, Exchange exchange) throws IOException {
    Optional<Session> session = engine.find(request.sid());
    if (session.isEmpty()) {
      exchange.refuse(EngineError.missing(engine.hasLeft(request.sid())));
    } else if (request.kind() == RelayedRequest.Kind.UNFIT
        || !(session.get().transport() instanceof PollingTransport polling)) {
      exchange.refuse(EngineError.BAD_REQUEST);
    } else if (request.kind() == RelayedRequest.Kind.GET) {
      polling.poll(exchange);
    } else if (request.kind() == RelayedRequest.Kind.DISCONNECTED) {
      polling.disconnected(exchange.id());
      exchange.answer(200, PollingTransport.TEXT, "");
    } else if (request.kind() == RelayedRequest.Kind.RELEASE) {
      session.get().releasePoll();
      exchange.answer(200, PollingTransport.TEXT, "");
    } else if (request.kind() == RelayedRequest.Kind.BINARY) {
      polling.postBinary(exchange);
    } else {
      polling.post(exchange);
    }
  }
}
