package io.tidings.observe;

import io.tidings.cluster.InstanceRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready while the instance hears the others: its own heartbeat comes back over the topic. */
@Readiness
@ApplicationScoped
public class ReadyCheck implements HealthCheck {

  @Inject private InstanceRegistry registry;

  @Override
  public HealthCheckResponse call() {
    InstanceRegistry.Health health = registry.health();
    return HealthCheckResponse.named("message-queue")
        .withData("detail", health.detail())
        .status(health.healthy())
        .build();
  }
}
