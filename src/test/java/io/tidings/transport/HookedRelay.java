package io.tidings.transport;

import io.tidings.relay.Relay;
import io.tidings.relay.Service;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** A relay, with something else that happens just before a move's request is taken. */
final class HookedRelay implements Relay {

  private final Relay relay;
  private volatile MoveRequest.Kind lost;
  private volatile Consumer<MoveRequest.Kind> hook = kind -> {};

  HookedRelay(Relay relay) {
    this.relay = relay;
  }

  /** From now on such a request does not arrive, and is not answered. */
  void loses(MoveRequest.Kind kind) {
    lost = kind;
  }

  void before(Consumer<MoveRequest.Kind> action) {
    hook = action;
  }

  @Override
  public CompletionStage<byte[]> ask(
      String instance, String subject, byte[] request, long patience) {
    hook.accept(MoveRequest.read(request).kind());
    if (MoveRequest.read(request).kind() == lost) {
      return new CompletableFuture<>();
    }
    return relay.ask(instance, subject, request, patience);
  }

  @Override
  public void serve(String subject, Service service) {
    relay.serve(subject, service);
  }

  @Override
  public CompletionStage<Boolean> isThere(String instance) {
    return relay.isThere(instance);
  }

  @Override
  public CompletionStage<Set<String>> instances() {
    return relay.instances();
  }
}
