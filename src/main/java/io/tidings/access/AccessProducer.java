package io.tidings.access;

import io.tidings.broadcast.ClusterClock;
import io.tidings.config.AccessConfig;
import io.tidings.config.LimitsConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Builds what says who may do how much, and hands it to CDI. */
@ApplicationScoped
class AccessProducer {

  @Produces
  @Singleton
  RefusalCounts refusals() {
    return new RefusalCounts();
  }

  @Produces
  @Singleton
  Limits limits(LimitsConfig config, RefusalCounts refusals) {
    return new Limits(config, refusals);
  }

  @Produces
  @Singleton
  Gate gate(AccessConfig config, RefusalCounts refusals, ClusterClock clock) {
    return new Gate(config, refusals, clock);
  }
}
