package io.tidings.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidings.broadcast.Adapter;
import io.tidings.broadcast.Presence;
import io.tidings.broadcast.SocketStore;
import io.tidings.config.ClusterConfig;
import io.tidings.config.IdempotencyConfig;
import io.tidings.config.InstanceConfig;
import io.tidings.config.RecoveryConfig;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import java.util.List;
import java.util.Optional;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;
import org.junit.jupiter.api.Test;

class ClusterProducerTest {

  @Dependent
  static class Alone {

    @Produces ClusterConfig config = new ClusterConfig(List.of(), Optional.empty(), "tidings");
    @Produces InstanceConfig instance = new InstanceConfig("abcdefgh", "host:5000", "1");
    @Produces RecoveryConfig recovery = RecoveryConfig.DEFAULT;
    @Produces IdempotencyConfig idempotency = IdempotencyConfig.DEFAULT;
  }

  @Dependent
  static class Joined {

    @Produces
    ClusterConfig config =
        new ClusterConfig(List.of(TestRedis.shared().uri()), Optional.empty(), "produced");

    @Produces InstanceConfig instance = new InstanceConfig("abcdefgh", "host:5000", "1");
    @Produces RecoveryConfig recovery = RecoveryConfig.DEFAULT;
    @Produces IdempotencyConfig idempotency = IdempotencyConfig.DEFAULT;
  }

  private static WeldContainer container(Class<?> config) {
    return new Weld().disableDiscovery().beanClasses(ClusterProducer.class, config).initialize();
  }

  @Test
  void withoutAMessageQueueAnInstanceIsAlone() {
    try (WeldContainer container = container(Alone.class)) {
      Recorder recorder = new Recorder();
      Adapter adapter = container.select(Adapter.class).get();
      adapter.attach(recorder);
      adapter.publish(Broadcasts.text("x"));

      InstanceRegistry registry = container.select(InstanceRegistry.class).get();
      assertThat(recorder.texts()).containsExactly("x");
      assertThat(registry.self().connections()).isEqualTo(7);
      assertThat(registry.self().address()).isEqualTo("host:5000");
      assertThat(registry.health().healthy()).isTrue();
      assertThat(container.select(Presence.class).get()).isInstanceOf(InProcessPresence.class);
      assertThat(container.select(SocketStore.class).get()).isSameAs(SocketStore.NONE);
    }
  }

  @Test
  void withOneItJoinsAndLeaves() {
    try (WeldContainer container = container(Joined.class)) {
      Adapter adapter = container.select(Adapter.class).get();
      adapter.attach(new Recorder());

      assertThat(PresenceContract.get(adapter.publish(Broadcasts.text("x")))).matches("\\d+-\\d+");
      InstanceRegistry registry = container.select(InstanceRegistry.class).get();
      assertThat(PresenceContract.get(registry.instances())).hasSize(1);
      assertThat(container.select(SocketStore.class).get()).isInstanceOf(RedisSocketStore.class);
    }
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().startsWith("tidings-cluster") && thread.isAlive());
  }
}
