package io.tidings.namespace;

import static org.awaitility.Awaitility.await;

import io.tidings.access.Limits;
import io.tidings.access.MemoryBudget;
import io.tidings.access.RefusalCounts;
import io.tidings.broadcast.Adapter;
import io.tidings.broadcast.History;
import io.tidings.broadcast.IdempotencyStore;
import io.tidings.broadcast.Leases;
import io.tidings.broadcast.LocalDelivery;
import io.tidings.broadcast.Presence;
import io.tidings.broadcast.Readers;
import io.tidings.broadcast.SocketStore;
import io.tidings.cluster.InProcessAdapter;
import io.tidings.cluster.InProcessBus;
import io.tidings.cluster.InProcessPresence;
import io.tidings.cluster.InProcessRelay;
import io.tidings.cluster.Scheduler;
import io.tidings.config.LimitsConfig;
import io.tidings.engine.Engine;
import io.tidings.engine.ManualTimer;
import io.tidings.engine.RecordingTransport;
import io.tidings.engine.Session;
import io.tidings.engine.SessionMoves;
import io.tidings.engine.TestEngine;
import io.tidings.packet.ArgumentMapper;
import io.tidings.relay.Relay;
import java.time.Clock;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** An instance without a container: real sessions and namespaces, and clients that are played. */
public final class TestServer implements AutoCloseable {

  public final ManualTimer timer = new ManualTimer();
  public final Presence presence;
  public final ArgumentMapper mapper = new ArgumentMapper();
  public final Map<String, EventHandler> handlers = new HashMap<>();

  /** For the namespaces that are not among these. */
  public EventHandlers others = name -> Optional.empty();

  public final SocketServer socketServer;

  /** What has happened to sockets and rooms. */
  final List<Occurrence> occurrences = new CopyOnWriteArrayList<>();

  final Namespaces namespaces = new Namespaces();
  final AtomicInteger connections = new AtomicInteger();

  public final Engine engine;
  public final SessionMoves moves;
  public final InProcessRelay relay;

  /** Time stands still here, so a limit on events a second would be one on events. */
  private static final LimitsConfig ROOMS_ALONE = new LimitsConfig(0, 0, 0, 1000, 0, 0, 0);

  public final Limits limits;
  private final MemoryBudget budget;
  final Server server;
  final Departed departed = new Departed();
  final Estates estates;
  private final Dispatcher dispatcher;

  /** What is still to be relayed when the instance stops is dropped in silence. */
  private final ExecutorService relayThread =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          new ThreadPoolExecutor.DiscardPolicy());

  private final HandlerExecutor executor =
      new HandlerExecutor(1000, Executors.defaultThreadFactory());

  public TestServer() {
    this(1_048_576);
  }

  TestServer(Presence presence) {
    this(1_048_576, presence);
  }

  /**
   * @param inboxBytes that may wait for one connection's handlers
   */
  TestServer(long inboxBytes) {
    this(inboxBytes, new InProcessPresence());
  }

  private TestServer(long inboxBytes, Presence presence) {
    this("instance", new InProcessBus(Clock.systemUTC()), inboxBytes, presence);
  }

  /** One of several instances that share a bus. */
  public TestServer(String id, InProcessBus bus) {
    this(id, bus, 1_048_576, new InProcessPresence());
  }

  /** The same, with presence that they share. */
  TestServer(String id, InProcessBus bus, Presence presence) {
    this(id, bus, 1_048_576, presence);
  }

  /** One of several instances whose clients may come back. */
  static TestServer recovering(String id, InProcessBus bus, Presence presence, long window) {
    return new TestServer(id, bus, 1_048_576, presence, window, SocketStore.NONE);
  }

  /** The same with what outlives an instance. */
  static TestServer recovering(
      String id, InProcessBus bus, Presence presence, long window, SocketStore store) {
    return new TestServer(id, bus, 1_048_576, presence, window, store);
  }

  private TestServer(String id, InProcessBus bus, long inboxBytes, Presence presence) {
    this(id, bus, inboxBytes, presence, 0, SocketStore.NONE);
  }

  /** One whose clients may not do all that they like. */
  public static TestServer limited(LimitsConfig limits) {
    return limited(limits, MemoryBudget.unlimited());
  }

  /** One whose clients may come back, within bounds. */
  static TestServer recovering(LimitsConfig limits, MemoryBudget budget) {
    return new TestServer(
        "instance",
        new InProcessBus(Clock.systemUTC()),
        1_048_576,
        new InProcessPresence(),
        120_000,
        SocketStore.NONE,
        limits,
        budget);
  }

  /** One that holds no more for its clients than this. */
  static TestServer limited(LimitsConfig limits, MemoryBudget budget) {
    return new TestServer(
        "instance",
        new InProcessBus(Clock.systemUTC()),
        1_048_576,
        new InProcessPresence(),
        0,
        SocketStore.NONE,
        limits,
        budget);
  }

  /** One of several instances that share a bus, which holds no more for its clients than this. */
  public static TestServer limited(String id, InProcessBus bus, MemoryBudget budget) {
    return new TestServer(
        id,
        bus,
        1_048_576,
        new InProcessPresence(),
        0,
        SocketStore.NONE,
        LimitsConfig.NONE,
        budget);
  }

  private TestServer(
      String id,
      InProcessBus bus,
      long inboxBytes,
      Presence presence,
      long window,
      SocketStore store) {
    this(id, bus, inboxBytes, presence, window, store, ROOMS_ALONE, MemoryBudget.unlimited());
  }

  private TestServer(
      String id,
      InProcessBus bus,
      long inboxBytes,
      Presence presence,
      long window,
      SocketStore store,
      LimitsConfig limitsConfig,
      MemoryBudget budget) {
    limits = new Limits(limitsConfig, new RefusalCounts(timer::millis));
    this.budget = budget;
    this.presence = presence;
    dispatcher = new Dispatcher(namespaces, connections::get, timer, budget);
    InProcessAdapter adapter = new InProcessAdapter(bus);
    adapter.attach(dispatcher);
    relay = new InProcessRelay(bus, id, relayThread, scheduler());
    estates = new Estates(relay, store, departed, known(), executor);
    server =
        server(id, adapter, relay, recovery(id, window, bus.history(), store, adapter, estates));
    estates.open(server);
    SocketIo socketIo = socketIo(inboxBytes, bus.idempotency());
    socketServer = new SocketServer(server, Leases.ALONE, Runnable::run);
    engine = TestEngine.engine(id, timer, budget, socketIo);
    moves = new Moves(server, socketIo, dispatcher, departed, executor);
  }

  /** One of several instances that are joined by something else. */
  public TestServer(String id, Function<LocalDelivery, Links> links) {
    budget = MemoryBudget.unlimited();
    limits = new Limits(ROOMS_ALONE, new RefusalCounts(timer::millis));
    dispatcher = new Dispatcher(namespaces, connections::get, timer, budget);
    Links joined = links.apply(dispatcher);
    presence = joined.presence();
    relay = null;
    estates = new Estates(joined.relay(), joined.store(), departed, known(), executor);
    server =
        server(
            id,
            joined.adapter(),
            joined.relay(),
            recovery(
                id, joined.window(), joined.history(), joined.store(), joined.adapter(), estates));
    estates.open(server);
    SocketIo socketIo = socketIo(1_048_576, joined.idempotency());
    socketServer = new SocketServer(server, Leases.ALONE, Runnable::run);
    engine = TestEngine.engine(id, timer, socketIo);
    moves = new Moves(server, socketIo, dispatcher, departed, executor);
  }

  /** What joins an instance to others. */
  public record Links(
      Adapter adapter,
      History history,
      Presence presence,
      Relay relay,
      SocketStore store,
      IdempotencyStore idempotency,
      long window) {}

  private Recovery recovery(
      String id,
      long window,
      History history,
      SocketStore store,
      Adapter adapter,
      Estates estates) {
    RecoverySettings settings =
        new RecoverySettings(id, window, 1_048_576, history, namespaces::obtain, limits, budget);
    return new Recovery(settings, adapter, store, dispatcher, estates, timer);
  }

  private Server server(String id, Adapter adapter, Relay joined, Recovery recovery) {
    joined.serve(RemoteSockets.SUBJECT, new SocketService(namespaces, departed));
    Reports reports = new Reports(adapter, dispatcher);
    joined.serve(Everywhere.SUBJECT, reports);
    joined.serve(ServerEvents.SUBJECT, new ServerEventService(this::handler, mapper, executor));
    Everywhere everywhere = new Everywhere(id, adapter, joined, reports, timer, budget);
    return new Server(
        id,
        adapter,
        presence,
        new RemoteSockets(joined),
        everywhere,
        new Occurrences(observers(), executor),
        recovery,
        mapper,
        timer,
        limits,
        InstantSource.system());
  }

  private SocketIo socketIo(long inboxBytes, IdempotencyStore idempotency) {
    return new SocketIo(
        server, namespaces, connections, known(), executor, inboxBytes, idempotency);
  }

  private EventHandlers known() {
    return new EventHandlers() {
      @Override
      public Optional<EventHandler> find(String namespace) {
        return handler(namespace);
      }

      @Override
      public Set<String> roles() {
        return others.roles();
      }
    };
  }

  private Observers observers() {
    return new Observers() {
      @Override
      public boolean want(Class<? extends Occurrence> type) {
        return true;
      }

      @Override
      public void tell(Occurrence occurrence) {
        occurrences.add(occurrence);
      }
    };
  }

  private Optional<EventHandler> handler(String namespace) {
    return Optional.ofNullable(handlers.get(namespace)).or(() -> others.find(namespace));
  }

  private Scheduler scheduler() {
    return new Scheduler() {
      @Override
      public long millis() {
        return timer.millis();
      }

      @Override
      public void after(long millis, Runnable task) {
        timer.schedule(millis, task);
      }
    };
  }

  /** Those who read along. */
  public Readers readers() {
    return new ReadersHere(server.adapter(), dispatcher, timer);
  }

  /** Keeps the thread that delivers broadcasts from going on. */
  void hold(CountDownLatch until) {
    dispatcher.run(
        () -> {
          try {
            until.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  /** Whether a broadcast to a room of the main namespace is read further than its header. */
  boolean isForSomebodyHere(String room) {
    return dispatcher.hasReceivers("/", Set.of(room));
  }

  /** Whether anyone reads along in a namespace. */
  public boolean isRead(String namespace) {
    return dispatcher.benches().haveReaders(namespace, Set.of());
  }

  /** How many events that many are to answer go on. */
  int surveys() {
    return dispatcher.surveys().count();
  }

  /** Serves a namespace by a handler that notes what it is told. */
  public TestHandler serve(String namespace) {
    TestHandler handler = new TestHandler();
    handlers.put(namespace, handler);
    return handler;
  }

  /** A client whose session is open, on a WebSocket, and which has sent nothing yet. */
  public Client client() {
    RecordingTransport transport = RecordingTransport.webSocket();
    Client client = new Client(TestEngine.open(engine, transport), transport);
    client.take();
    return client;
  }

  /** A client that has joined the main namespace. */
  public Client joined() {
    Client client = client();
    client.send("0");
    client.awaitPacket("40");
    client.take();
    return client;
  }

  /** What is left of connections in the main namespace; empty when that is nothing. */
  public List<String> leftovers(String... rooms) {
    List<String> left = new ArrayList<>();
    if (connections.get() != 0) {
      left.add(connections.get() + " connections");
    }
    Namespace main = namespaces.find("/");
    if (main != null && main.hasReceivers(Set.of())) {
      left.add("sockets");
    }
    if (main != null && rooms.length > 0 && main.hasReceivers(Set.of(rooms))) {
      left.add("members");
    }
    int known = presence.sockets("/", Optional.empty()).toCompletableFuture().join().size();
    if (known > 0) {
      left.add("presence of " + known);
    }
    if (dispatcher.kept().isWanted()) {
      left.add("expectations");
    }
    return left;
  }

  @Override
  public void close() {
    if (relay != null) {
      relay.close();
    }
    server.everywhere().close();
    dispatcher.close();
    executor.close();
    relayThread.shutdown();
  }

  /** The client's end. */
  public record Client(Session session, RecordingTransport transport) {

    /** Sends Socket.IO packets, without the Engine.IO digit. */
    public void send(String... packets) {
      for (String packet : packets) {
        session.receive(transport, "4" + packet);
      }
    }

    /** What has come since the last call. */
    public List<String> take() {
      return transport.take();
    }

    /** Waits for a packet that begins like this. */
    public void awaitPacket(String start) {
      await().until(() -> texts().stream().anyMatch(text -> text.startsWith(start)));
    }

    public List<String> texts() {
      return transport.texts();
    }

    /** Breaks the connection. */
    void drop() {
      session.transportClosed(transport, io.tidings.engine.CloseReason.TRANSPORT_CLOSE);
    }

    public boolean isClosed() {
      return !session.isOpen();
    }
  }
}
