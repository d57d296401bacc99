package io.tidings.observe;

import io.tidings.access.Limit;
import io.tidings.access.MemoryBudget;
import io.tidings.access.RefusalCounts;
import io.tidings.engine.Engine;
import io.tidings.engine.TransportName;
import io.tidings.transport.FastPath;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import java.util.Locale;
import java.util.function.Supplier;
import org.eclipse.microprofile.metrics.Metadata;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/** What {@code /metrics} says of this instance, by MicroProfile, where the server has that. */
@ApplicationScoped
public class Metrics {

  private static final Metadata CONNECTIONS =
      described("tidings_connections", "Clients of Engine.IO and /ws, by the transport in use");
  private static final Metadata REFUSALS =
      described("tidings_refusals", "What clients were refused since the start, by the reason");
  private static final Metadata FAST =
      described(
          "tidings_websocket_fast",
          "1 where WebSockets take the short way through the server: to write, to read, and past"
              + " HTTP. 0 where they take the standard's, and for the last two before the first"
              + " WebSocket");

  private static final Metadata BUDGET =
      described("tidings_memory_budget_bytes", "Bytes that may be held for all clients together");
  private static final Metadata BUDGET_USED =
      described(
          "tidings_memory_budget_used_bytes", "Bytes that are held for clients, by what they are");

  void register(
      @Observes @Initialized(ApplicationScoped.class) Object start,
      Instance<MetricRegistry> registries,
      Engine engine,
      RefusalCounts refusals,
      MemoryBudget budget,
      FastPath path) {
    if (!registries.isResolvable()) {
      return;
    }
    MetricRegistry registry = registries.get();
    for (TransportName transport : TransportName.values()) {
      registry.gauge(
          CONNECTIONS,
          () -> connections(engine, transport),
          new Tag("transport", transport.wireName()));
    }
    for (Limit limit : Limit.values()) {
      registry.gauge(
          REFUSALS,
          () -> refusals.count(limit),
          new Tag("reason", limit.name().toLowerCase(Locale.ROOT)));
    }
    registry.gauge(BUDGET, budget::limit);
    for (MemoryBudget.Use use : MemoryBudget.Use.values()) {
      registry.gauge(
          BUDGET_USED, () -> budget.used(use), new Tag("use", use.name().toLowerCase(Locale.ROOT)));
    }
    fast(registry, "write", path::writes);
    fast(registry, "read", path::reads);
    fast(registry, "connection", path::isBare);
  }

  private static Metadata described(String name, String description) {
    return Metadata.builder().withName(name).withDescription(description).build();
  }

  private static void fast(MetricRegistry registry, String way, Supplier<Boolean> isFast) {
    registry.gauge(FAST, () -> isFast.get() ? 1 : 0, new Tag("way", way));
  }

  private static long connections(Engine engine, TransportName transport) {
    return engine.sessions().stream()
        .filter(session -> session.transport().name() == transport)
        .count();
  }
}
