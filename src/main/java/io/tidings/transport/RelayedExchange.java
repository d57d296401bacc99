package io.tidings.transport;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** A polling request that came to another instance, and is answered from there. */
final class RelayedExchange implements Exchange {

  /**
   * A GET of another instance.
   *
   * @param from that instance's id
   * @param name what that calls the GET, see {@link RelayedRequest#body()}
   */
  private record Id(String from, String name) {}

  private final String from;
  private final RelayedRequest request;
  private final Supplier<CompletionStage<Boolean>> isThere;
  private final CompletionStage<Boolean> heard;
  private final CompletableFuture<byte[]> answered = new CompletableFuture<>();

  /**
   * @param from the instance that brought it
   * @param isThere asks whether the instance that brought it is still there
   * @param heard says, after the answer, whether it was
   */
  RelayedExchange(
      String from,
      RelayedRequest request,
      Supplier<CompletionStage<Boolean>> isThere,
      CompletionStage<Boolean> heard) {
    this.from = from;
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
    if (request.kind() != RelayedRequest.Kind.GET) {
      return "";
    }
    String name = new String(request.body(), StandardCharsets.UTF_8);
    return name.substring(name.indexOf(' ') + 1);
  }

  /** That of a GET; of the news that its client disconnected, the same. */
  @Override
  public Object id() {
    return new Id(from, new String(request.body(), StandardCharsets.UTF_8));
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
