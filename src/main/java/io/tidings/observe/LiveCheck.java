package io.tidings.observe;

import io.tidings.config.InstanceConfig;
import io.tidings.engine.Engine;
import io.tidings.engine.Watchdog;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;

/**
 * Alive: the threads on which all depends get somewhere, as a {@link Watchdog} sees them. Redis has
 * no say in it; a restart would not help.
 */
@Liveness
@ApplicationScoped
public class LiveCheck implements HealthCheck {

  @Inject private Engine engine;
  @Inject private InstanceConfig instance;
  @Inject private Watchdog watchdog;

  @Override
  public HealthCheckResponse call() {
    List<String> standing = watchdog.standing();
    HealthCheckResponseBuilder answer =
        HealthCheckResponse.named("engine")
            .withData("instance", instance.id())
            .withData("connections", engine.count());
    if (!standing.isEmpty()) {
      answer.withData("standing", String.join(", ", standing));
    }
    return answer.status(standing.isEmpty()).build();
  }
}
