package io.tidings.transport;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A polling request that came to another instance, and is answered from there. */
final class RelayedExchange implements Exchange {

  private final RelayedRequest request;
  private final CompletableFuture<byte[]> answered = new CompletableFuture<>();

  RelayedExchange(RelayedRequest request) {
    this.request = request;
  }

  /** The encoded {@link RelayedAnswer}. */
  CompletionStage<byte[]> answered() {
    return answered;
  }

  /** The other instance has read it, within the same limit. */
  @Override
  public void read(int limit, BodyReader.Receiver receiver) {
    switch (request.kind()) {
      case TOO_LARGE -> receiver.tooLarge();
      case BROKEN -> receiver.broken();
      default -> receiver.complete(new String(request.body(), StandardCharsets.UTF_8));
    }
  }

  @Override
  public void answer(int status, String type, byte[] body) {
    answered.complete(new RelayedAnswer(status, type, body).encode());
  }
}
