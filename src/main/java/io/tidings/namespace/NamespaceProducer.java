package io.tidings.namespace;

import io.tidings.broadcast.Adapter;
import io.tidings.broadcast.LocalDelivery;
import io.tidings.broadcast.Presence;
import io.tidings.config.HandlerConfig;
import io.tidings.config.InstanceConfig;
import io.tidings.engine.SessionListener;
import io.tidings.engine.SystemTimer;
import io.tidings.engine.Timer;
import io.tidings.packet.ArgumentMapper;
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

  void close(@Disposes Timer timer) {
    ((SystemTimer) timer).close();
  }

  @Produces
  @Singleton
  LocalDelivery delivery() {
    return new Dispatcher(namespaces, connections::get);
  }

  void close(@Disposes LocalDelivery delivery) {
    ((Dispatcher) delivery).close();
  }

  @Produces
  @Singleton
  SocketServer socketServer(Adapter adapter, ArgumentMapper mapper) {
    return new SocketServer(adapter, mapper);
  }

  @Produces
  @Singleton
  @Typed(HandlerExecutor.class)
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
  SessionListener socketIo(
      InstanceConfig instance,
      Adapter adapter,
      Presence presence,
      LocalDelivery delivery,
      ArgumentMapper mapper,
      Timer timer,
      EventHandlers handlers,
      HandlerExecutor executor,
      HandlerConfig handlerConfig) {
    adapter.attach(delivery);
    Server server = new Server(instance.id(), adapter, presence, mapper, timer);
    return new SocketIo(
        server, namespaces, connections, handlers, executor, handlerConfig.inboxMaxBytes());
  }
}
