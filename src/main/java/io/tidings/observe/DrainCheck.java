package io.tidings.observe;

import io.tidings.engine.Engine;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Ready until the instance leaves: from then on it begins no sessions. */
@Readiness
@ApplicationScoped
public class DrainCheck implements HealthCheck {

  @Inject private Engine engine;

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("sessions")
        .withData("connections", engine.count())
        .status(!engine.isDraining())
        .build();
  }
}
