package io.tidings.cluster;

import io.tidings.relay.Relay;
import io.tidings.relay.Service;
import io.tidings.relay.UnansweredException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The relay of an instance that is alone: there is nobody to ask, and nobody who asks. */
final class NoRelay implements Relay {

  @Override
  public CompletionStage<byte[]> ask(
      String instance, String subject, byte[] request, long patience) {
    return CompletableFuture.failedFuture(new UnansweredException("no other instance"));
  }

  @Override
  public void serve(String subject, Service service) {
    // It will not be asked.
  }
}
