package io.tidings.config;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/** Reads every area once, so that all its users see the same values. */
@ApplicationScoped
class ConfigProducer {

  private final Settings settings = new Settings(ConfigProducer::read);

  private static Optional<String> read(String key) {
    Config config = ConfigProvider.getConfig();
    return config.getOptionalValue(key, String.class);
  }

  @Produces
  @Singleton
  EngineConfig engine() {
    return EngineConfig.from(settings);
  }

  @Produces
  @Singleton
  OutboxConfig outbox() {
    return OutboxConfig.from(settings);
  }

  @Produces
  @Singleton
  CorsConfig cors() {
    return CorsConfig.from(settings);
  }

  @Produces
  @Singleton
  ClusterConfig cluster() {
    return ClusterConfig.from(settings);
  }

  @Produces
  @Singleton
  InstanceConfig instance() {
    return InstanceConfig.from(settings);
  }

  @Produces
  @Singleton
  HandlerConfig handler() {
    return HandlerConfig.from(settings);
  }

  @Produces
  @Singleton
  DrainConfig drain() {
    return DrainConfig.from(settings);
  }

  @Produces
  @Singleton
  PartsConfig parts() {
    return PartsConfig.from(settings);
  }

  @Produces
  @Singleton
  WebSocketConfig webSocket() {
    return WebSocketConfig.from(settings);
  }

  @Produces
  @Singleton
  RecoveryConfig recovery() {
    return RecoveryConfig.from(settings);
  }

  @Produces
  @Singleton
  IdempotencyConfig idempotency() {
    return IdempotencyConfig.from(settings);
  }

  @Produces
  @Singleton
  FilesConfig files() {
    return FilesConfig.from(settings);
  }

  @Produces
  @Singleton
  AccessConfig access() {
    return AccessConfig.from(settings);
  }

  @Produces
  @Singleton
  LogConfig log() {
    return LogConfig.from(settings);
  }

  @Produces
  @Singleton
  LimitsConfig limits() {
    return LimitsConfig.from(settings);
  }

  @Produces
  @Singleton
  MemoryConfig memory() {
    return MemoryConfig.from(settings);
  }
}
