package io.tidings.transport;

import io.tidings.engine.Engine;
import io.tidings.engine.Session;
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

  RelayedPolling(Engine engine) {
    this.engine = engine;
  }

  @Override
  public CompletionStage<byte[]> serve(String from, byte[] bytes) {
    RelayedRequest request = RelayedRequest.decode(bytes);
    RelayedExchange exchange = new RelayedExchange(request);
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
      exchange.refuse(EngineError.SESSION_UNKNOWN);
    } else if (request.kind() == RelayedRequest.Kind.UNFIT
        || !(session.get().transport() instanceof PollingTransport polling)) {
      exchange.refuse(EngineError.BAD_REQUEST);
    } else if (request.kind() == RelayedRequest.Kind.GET) {
      polling.poll(exchange);
    } else {
      polling.post(exchange);
    }
  }
}
