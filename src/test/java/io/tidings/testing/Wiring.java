package io.tidings.testing;

import io.tidings.access.MemoryBudget;
import io.tidings.broadcast.Adapter;
import io.tidings.broadcast.ClusterClock;
import io.tidings.broadcast.History;
import io.tidings.broadcast.IdempotencyStore;
import io.tidings.broadcast.Leases;
import io.tidings.broadcast.Presence;
import io.tidings.broadcast.SocketStore;
import io.tidings.cluster.InProcessAdapter;
import io.tidings.cluster.InProcessRelay;
import io.tidings.config.AccessConfig;
import io.tidings.config.EngineConfig;
import io.tidings.config.HandlerConfig;
import io.tidings.config.InstanceConfig;
import io.tidings.config.LimitsConfig;
import io.tidings.config.MemoryConfig;
import io.tidings.config.OutboxConfig;
import io.tidings.config.RecoveryConfig;
import io.tidings.config.Settings;
import io.tidings.engine.Engine;
import io.tidings.engine.SessionListener;
import io.tidings.engine.Timer;
import io.tidings.namespace.EventHandlers;
import io.tidings.relay.Relay;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.AfterBeanDiscovery;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.ProcessProducer;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** What an instance has from its server and its cluster, as beans; time, above all, by hand. */
final class Wiring implements Extension, AutoCloseable {

  private final String id;
  private final Settings settings;
  private final KitTimer timer;
  private final Handlers handlers = new Handlers();
  private final InProcessAdapter adapter;
  private final Presence presence;
  private final History history;
  private final SocketStore store;
  private final IdempotencyStore idempotency;
  private final Leases leases;
  private final InProcessRelay relay;

  /** What is still to be relayed when the instance stops is dropped in silence. */
  private final ExecutorService relayThread =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          task -> {
            Thread thread = new Thread(task, "tidings-test-relay");
            thread.setDaemon(true);
            return thread;
          },
          new ThreadPoolExecutor.DiscardPolicy());

  Wiring(String id, Map<String, String> values, ManualClock clock, TestCluster.Shared shared) {
    this.id = id;
    timer = new KitTimer(clock);
    settings = new Settings(key -> Optional.ofNullable(values.get(key)));
    adapter = new InProcessAdapter(shared.bus());
    presence = shared.presence();
    history = shared.bus().history();
    store = shared.alone() ? SocketStore.NONE : shared.bus().store(id);
    idempotency = shared.bus().idempotency();
    leases = shared.bus().leases(id);
    relay = new InProcessRelay(shared.bus(), id, relayThread, clock);
  }

  void watch(@Observes ProcessProducer<?, EventHandlers> event) {
    event.setProducer(handlers.watching(event.getProducer()));
  }

  void add(@Observes AfterBeanDiscovery event) {
    bean(event, Timer.class, all -> timer);
    bean(event, Adapter.class, all -> adapter);
    bean(event, Presence.class, all -> presence);
    bean(event, Relay.class, all -> relay);
    bean(event, History.class, all -> history);
    bean(event, SocketStore.class, all -> store);
    bean(event, IdempotencyStore.class, all -> idempotency);
    bean(event, Leases.class, all -> leases);
    bean(event, RecoveryConfig.class, all -> RecoveryConfig.from(settings));
    bean(event, ClusterClock.class, all -> ClusterClock.OF_THIS_MACHINE);
    bean(event, EngineConfig.class, all -> EngineConfig.from(settings));
    bean(event, OutboxConfig.class, all -> OutboxConfig.from(settings));
    bean(event, HandlerConfig.class, all -> HandlerConfig.from(settings));
    bean(event, AccessConfig.class, all -> AccessConfig.from(settings));
    bean(event, LimitsConfig.class, all -> LimitsConfig.from(settings));
    bean(event, MemoryConfig.class, all -> MemoryConfig.from(settings));
    bean(event, InstanceConfig.class, all -> new InstanceConfig(id, "in memory", "test"));
    bean(event, Engine.class, this::engine);
  }

  /** In place of what makes such a bean in a server. */
  private static <T> void bean(
      AfterBeanDiscovery event, Class<T> type, Function<Instance<Object>, T> maker) {
    event
        .<T>addBean()
        .types(type, Object.class)
        .scope(Singleton.class)
        .alternative(true)
        .priority(1)
        .produceWith(maker);
  }

  private Engine engine(Instance<Object> all) {
    return new Engine(
        id,
        all.select(EngineConfig.class).get(),
        all.select(OutboxConfig.class).get(),
        timer,
        all.select(MemoryBudget.class).get(),
        all.select(SessionListener.class).get());
  }

  /** Waits a moment for handlers that run, and for pauses that pass by themselves. */
  void awaitIdle() {
    handlers.awaitIdle();
    timer.awaitPauses();
  }

  Handlers handlers() {
    return handlers;
  }

  @Override
  public void close() {
    timer.close();
    relay.close();
    relayThread.shutdown();
  }
}
