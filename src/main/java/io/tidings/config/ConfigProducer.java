package io.tidings.config;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/** Reads every area once, so that all its users see the same values. */
@ApplicationScoped
class ConfigProducer {

  private static final System.Logger LOG = System.getLogger(ConfigProducer.class.getName());

  private final Settings settings = new Settings(ConfigProducer::read);

  private static Optional<String> read(String key) {
    Config config = ConfigProvider.getConfig();
    return config.getOptionalValue(key, String.class);
  }

  /**
   * Reads all of it when the application starts, so that a bad value stops the deployment whoever
   * would need it first, and tells of keys that are not read.
   *
   * @throws InvalidSettingException when a value is not allowed
   */
  void check(
      @Observes
          @Priority(Interceptor.Priority.PLATFORM_BEFORE)
          @Initialized(ApplicationScoped.class)
          Object start) {
    EngineConfig.from(settings);
    OutboxConfig.from(settings);
    CorsConfig.from(settings);
    ClusterConfig.from(settings);
    InstanceConfig.from(settings);
    HandlerConfig.from(settings);
    DrainConfig.from(settings);
    PartsConfig.from(settings);
    WebSocketConfig.from(settings);
    RecoveryConfig.from(settings);
    IdempotencyConfig.from(settings);
    FilesConfig.from(settings);
    AccessConfig.from(settings);
    LogConfig.from(settings);
    LimitsConfig.from(settings);
    MemoryConfig.from(settings);
    new UnknownKeys(settings.asked())
        .warnings(ConfigProvider.getConfig().getPropertyNames())
        .forEach(warning -> LOG.log(System.Logger.Level.WARNING, warning));
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
