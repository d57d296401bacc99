package io.tidings.namespace;

import io.tidings.access.Gate;
import io.tidings.access.Limits;
import io.tidings.access.MemoryBudget;
import io.tidings.broadcast.Adapter;
import io.tidings.broadcast.History;
import io.tidings.broadcast.IdempotencyStore;
import io.tidings.broadcast.Leases;
import io.tidings.broadcast.LocalDelivery;
import io.tidings.broadcast.Presence;
import io.tidings.broadcast.Readers;
import io.tidings.broadcast.SocketStore;
import io.tidings.config.HandlerConfig;
import io.tidings.config.InstanceConfig;
import io.tidings.config.OutboxConfig;
import io.tidings.config.RecoveryConfig;
import io.tidings.engine.SessionListener;
import io.tidings.engine.SessionMoves;
import io.tidings.engine.SystemTimer;
import io.tidings.engine.Timer;
import io.tidings.engine.Watchdog;
import io.tidings.engine.Workload;
import io.tidings.packet.ArgumentMapper;
import io.tidings.relay.Relay;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/** Builds Socket.IO's classes and hands them to CDI. */
@ApplicationScoped
class NamespaceProducer {

  private final Namespaces namespaces = new Namespaces();
  private final AtomicInteger connections = new AtomicInteger();
  private final Departed departed = new Departed();

  @Produces
  @Singleton
  ArgumentMapper mapper() {
    return new ArgumentMapper();
  }

  @Produces
  @Singleton
  Timer timer() {
    return new SystemTimer();
  }

  @Produces
  @Singleton
  Watchdog watchdog(Timer timer, Dispatcher dispatcher, HandlerExecutor handlers) {
    Watchdog watchdog = new Watchdog(timer::millis);
    watchdog.watch("dispatcher", dispatcher::probe, dispatcher::done);
    watchdog.watch("handlers", handlers::probe, handlers::done);
    watchdog.watch("timer", task -> timer.schedule(0, task));
    return watchdog;
  }

  void close(@Disposes Timer timer) {
    ((SystemTimer) timer).close();
  }

  @Produces
  @Singleton
  @Typed({Dispatcher.class, LocalDelivery.class})
  Dispatcher dispatcher(Timer timer, MemoryBudget budget) {
    return new Dispatcher(namespaces, connections::get, timer, budget);
  }

  void close(@Disposes Dispatcher dispatcher) {
    dispatcher.close();
  }

  @Produces
  @Singleton
  SocketServer socketServer(Server server, Leases leases, HandlerExecutor executor) {
    return new SocketServer(server, leases, executor);
  }

  @Produces
  @Singleton
  @Typed({HandlerExecutor.class, Workload.class})
  HandlerExecutor handlerExecutor(HandlerConfig config) {
    return new HandlerExecutor(config.threads(), threadFactory());
  }

  void close(@Disposes HandlerExecutor executor) {
    executor.close();
  }

  /** Managed threads, so that handlers find their JNDI names; plain ones outside a server. */
  private static ThreadFactory threadFactory() {
    try {
      return InitialContext.doLookup("java:comp/DefaultManagedThreadFactory");
    } catch (NamingException e) {
      return Executors.defaultThreadFactory();
    }
  }

  @Produces
  @Singleton
  @Typed(Recovery.class)
  Recovery recovery(
      InstanceConfig instance,
      RecoveryConfig config,
      OutboxConfig outbox,
      History history,
      SocketStore store,
      Adapter adapter,
      Dispatcher dispatcher,
      Estates estates,
      Timer timer,
      Limits limits,
      MemoryBudget budget) {
    RecoverySettings settings =
        new RecoverySettings(
            instance.id(),
            config.isOn() ? config.windowMillis() : 0,
            outbox.maxBytes(),
            history,
            namespaces::obtain,
            limits,
            budget);
    return new Recovery(settings, adapter, store, dispatcher, estates, timer);
  }

  @Produces
  @Singleton
  @Typed(Readers.class)
  Readers readers(Adapter adapter, Dispatcher dispatcher, Timer timer) {
    return new ReadersHere(adapter, dispatcher, timer);
  }

  @Produces
  @Singleton
  @Typed(Estates.class)
  Estates estates(
      Relay relay, SocketStore store, EventHandlers handlers, HandlerExecutor executor) {
    return new Estates(relay, store, departed, handlers, executor);
  }

  @Produces
  @Singleton
  @Typed(Server.class)
  Server server(
      InstanceConfig instance,
      Adapter adapter,
      Presence presence,
      Relay relay,
      Dispatcher dispatcher,
      Occurrences occurrences,
      Recovery recovery,
      ArgumentMapper mapper,
      Timer timer,
      Limits limits,
      MemoryBudget budget,
      Gate gate) {
    relay.serve(RemoteSockets.SUBJECT, new SocketService(namespaces, departed));
    Reports reports = new Reports(adapter, dispatcher);
    relay.serve(Everywhere.SUBJECT, reports);
    return new Server(
        instance.id(),
        adapter,
        presence,
        new RemoteSockets(relay),
        new Everywhere(instance.id(), adapter, relay, reports, timer, budget),
        occurrences,
        recovery,
        mapper,
        timer,
        limits,
        gate.tokenClock());
  }

  @Produces
  @Singleton
  @Typed(Occurrences.class)
  Occurrences occurrences(Observers observers, HandlerExecutor executor) {
    return new Occurrences(observers, executor);
  }

  void close(@Disposes Server server) {
    server.everywhere().close();
  }

  @Produces
  @Singleton
  @Typed({SocketIo.class, SessionListener.class})
  SocketIo socketIo(
      Server server,
      Relay relay,
      Estates estates,
      Dispatcher dispatcher,
      EventHandlers handlers,
      HandlerExecutor executor,
      HandlerConfig handlerConfig,
      IdempotencyStore idempotency,
      Gate gate) {
    if (gate.checksTokens()) {
      new Expiries(namespaces, server.timer(), gate.tokenClock()).start();
    }
    server.adapter().attach(dispatcher);
    estates.open(server);
    relay.serve(ServerEvents.SUBJECT, new ServerEventService(handlers, server.mapper(), executor));
    return new SocketIo(
        server,
        namespaces,
        connections,
        handlers,
        executor,
        handlerConfig.inboxMaxBytes(),
        idempotency);
  }

  @Produces
  @Singleton
  SessionMoves moves(
      Server server, SocketIo socketIo, Dispatcher dispatcher, HandlerExecutor executor) {
    return new Moves(server, socketIo, dispatcher, departed, executor);
  }
}
