package io.tidings.cluster;

import io.tidings.relay.Service;
import io.tidings.relay.UnansweredException;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** Who answers the requests of other instances. Nothing that goes wrong in a service gets out. */
final class Services {

  private static final System.Logger LOG = System.getLogger(Services.class.getName());

  private final Map<String, Service> services = new ConcurrentHashMap<>();

  void put(String subject, Service service) {
    services.put(subject, service);
  }

  CompletionStage<byte[]> serve(
      String from, String subject, byte[] request, CompletionStage<Boolean> heard) {
    Service service = services.get(subject);
    if (service == null) {
      return CompletableFuture.failedFuture(new UnansweredException("nobody serves this"));
    }
    try {
      return service.serve(from, request, heard);
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "A request of another instance failed", e);
      return CompletableFuture.failedFuture(e);
    }
  }
}
