package io.tidings.transport;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** A polling request that came to another instance, and is answered from there. */
final class RelayedExchange implements Exchange {

  private final RelayedRequest request;
  private final Supplier<CompletionStage<Boolean>> isThere;
  private final CompletionStage<Boolean> heard;
  private final CompletableFuture<byte[]> answered = new CompletableFuture<>();

  /**
   * @param isThere asks whether the instance that brought it is still there
   * @param heard says, after the answer, whether it was
   */
  RelayedExchange(
      RelayedRequest request,
      Supplier<CompletionStage<Boolean>> isThere,
      CompletionStage<Boolean> heard) {
    this.request = request;
    this.isThere = isThere;
    this.heard = heard;
  }

  /** The encoded {@link RelayedAnswer}. */
  CompletionStage<byte[]> answered() {
    return answered;
  }

  @Override
  public String requestId() {
    return request.kind() == RelayedRequest.Kind.GET
        ? new String(request.body(), StandardCharsets.UTF_8)
        : "";
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
  public CompletionStage<Boolean> isLost() {
    CompletionStage<Boolean> reached = answered.isDone() ? heard : isThere.get();
    return reached.thenApply(there -> !there);
  }

  @Override
  public void answer(int status, String type, byte[] body) {
    answered.complete(new RelayedAnswer(status, type, body).encode());
  }
}
