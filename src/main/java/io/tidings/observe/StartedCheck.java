package io.tidings.observe;

import io.tidings.config.InstanceConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Startup;

/** Started: the application is deployed. Whether it hears the others yet is readiness. */
@Startup
@ApplicationScoped
public class StartedCheck implements HealthCheck {

  @Inject private InstanceConfig instance;

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("tidings")
        .withData("instance", instance.id())
        .withData("version", instance.version())
        .up()
        .build();
  }
}
