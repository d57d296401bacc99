package io.tidings.transport;

import io.tidings.access.MemoryBudget;
import io.tidings.config.EngineConfig;
import io.tidings.config.InstanceConfig;
import io.tidings.config.OutboxConfig;
import io.tidings.engine.Engine;
import io.tidings.engine.SessionListener;
import io.tidings.engine.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Builds the engine that {@link TransportListener} mounts. */
@ApplicationScoped
class EngineProducer {

  @Produces
  @Singleton
  Engine engine(
      InstanceConfig instance,
      EngineConfig config,
      OutboxConfig outbox,
      Timer timer,
      MemoryBudget budget,
      SessionListener listener) {
    return new Engine(instance.id(), config, outbox, timer, budget, listener);
  }

  void close(@Disposes Engine engine) {
    engine.close();
  }
}
