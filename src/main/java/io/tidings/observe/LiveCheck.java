package io.tidings.observe;

import io.tidings.config.InstanceConfig;
import io.tidings.engine.Engine;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Alive: the engine is there. Redis has no say in it; a restart would not help. */
@Liveness
@ApplicationScoped
public class LiveCheck implements HealthCheck {

  @Inject private Engine engine;
  @Inject private InstanceConfig instance;

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("engine")
        .withData("instance", instance.id())
        .withData("connections", engine.count())
        .up()
        .build();
  }
}
