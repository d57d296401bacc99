package io.tidings.testing;

import io.tidings.access.Limits;
import io.tidings.engine.Caller;
import io.tidings.engine.Engine;
import io.tidings.engine.HandshakeRequest;
import io.tidings.handler.Namespace;
import io.tidings.namespace.SocketServer;
import jakarta.enterprise.inject.spi.Extension;
import java.lang.annotation.Annotation;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jboss.weld.bootstrap.spi.BeanDiscoveryMode;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;

/** An instance in memory: the beans of a kit in a CDI container of their own. */
public final class TestInstance implements AutoCloseable {

  /** Kept, since a logger that nobody holds forgets its level. */
  private static final List<Logger> QUIET =
      Stream.of("org.jboss.weld", "org.hibernate.validator").map(Logger::getLogger).toList();

  static {
    QUIET.stream()
        .filter(logger -> logger.getLevel() == null)
        .forEach(logger -> logger.setLevel(Level.WARNING));
  }

  private final String id;
  private final ManualClock clock;
  private final Duration patience;
  private final Wiring wiring;
  private final boolean alone;
  private final WeldContainer container;
  private final Engine engine;

  TestInstance(String id, TestKit kit, ManualClock clock, TestCluster.Shared shared) {
    this.id = id;
    this.clock = clock;
    this.patience = kit.patience();
    alone = shared.alone();
    wiring = new Wiring(id, kit.settings(), clock, shared);
    clock.beforeAdvancing(wiring::awaitIdle);
    try {
      container = FixedConfig.with(kit.settings(), () -> deploy(kit));
      engine = container.select(Engine.class).get();
    } catch (RuntimeException e) {
      wiring.close();
      throw e;
    }
  }

  private WeldContainer deploy(TestKit kit) {
    Absent.check(kit.beans());
    Weld weld = new Weld(id + "-" + System.identityHashCode(this)).disableDiscovery();
    weld.setBeanDiscoveryMode(BeanDiscoveryMode.ANNOTATED);
    // What makes the classes of an instance is found as in a server.
    weld.addPackage(false, Limits.class);
    weld.addPackage(false, SocketServer.class).addPackage(false, Namespace.class);
    weld.addBeanClasses(kit.beans().toArray(Class<?>[]::new));
    for (Extension extension : ServiceLoader.load(Extension.class, getClass().getClassLoader())) {
      if (Absent.isPartOfTheKit(extension)) {
        weld.addExtension(extension);
      }
    }
    WeldContainer deployed = weld.addExtension(wiring).initialize();
    try {
      // Made now, for what it is made of reads the configuration.
      deployed.select(Engine.class).get().count();
      return deployed;
    } catch (RuntimeException e) {
      deployed.close();
      throw e;
    }
  }

  /** The instance's id. */
  public String id() {
    return id;
  }

  /** What an application injects. */
  public SocketServer server() {
    return bean(SocketServer.class);
  }

  /** A bean of the application, or of Tidings. */
  public <T> T bean(Class<T> type, Annotation... qualifiers) {
    return container.select(type, qualifiers).get();
  }

  /** The time of this instance and of those that it shares events with. */
  public ManualClock clock() {
    return clock;
  }

  /**
   * Lets milliseconds pass: acks time out, clients are pinged (and answer, unless they fell
   * silent). Handlers that run may come to an end first, within a fifth of a second. What a handler
   * has not begun to wait for then is not seen to: wait for a sign of it before.
   */
  public void advance(long millis) {
    clock.advance(millis);
  }

  /** Connects a client without auth. */
  public TestClient connect(String namespace) {
    return connect(namespace, Map.of());
  }

  /**
   * Connects a client, and waits until it is in the namespace.
   *
   * @param auth what the client sends along, a value that JSON-B writes as an object
   * @throws AssertionError when it is refused, with what it was told
   */
  public TestClient connect(String namespace, Object auth) {
    return open(namespace).join(auth);
  }

  /**
   * Connects a client that must be refused.
   *
   * @return what it is told
   * @throws AssertionError when it gets in
   */
  public Refusal refused(String namespace, Object auth) {
    return open(namespace).refused(auth);
  }

  /**
   * A user who is logged in, for {@code @RolesAllowed} and {@code handshake.user()}.
   *
   * <pre>{@code
   * TestClient ada = server.as("ada", "bidder").connect("/auction");
   * }</pre>
   *
   * @param roles that the user has; as in a server, those count that a handler names
   */
  public TestUser as(String user, String... roles) {
    Set<String> held = new HashSet<>(Set.of(roles));
    held.retainAll(engine.roles());
    return new TestUser(this, new Caller(user, held));
  }

  /** A client whose connection is open, and which has joined no namespace yet. */
  public TestClient open(String namespace) {
    return open(namespace, Map.of(), Map.of());
  }

  /**
   * The same for a client that comes with something in its address or its headers.
   *
   * <pre>{@code
   * server.open("/chat", Map.of("room", "lobby"), Map.of("Accept-Language", "eo")).join(Map.of());
   * }</pre>
   *
   * @param query parameters of the address, by their names
   * @param headers by their names, in whatever case
   */
  public TestClient open(String namespace, Map<String, String> query, Map<String, String> headers) {
    return open(namespace, query, headers, Caller.NOBODY);
  }

  TestClient open(
      String namespace, Map<String, String> query, Map<String, String> headers, Caller caller) {
    HandshakeRequest request = TestClient.request(query, headers, caller);
    return TestClient.open(engine, server(), clock, namespace, request, patience);
  }

  /** Stops the instance: its clients are disconnected. A second call does nothing. */
  @Override
  public void close() {
    if (container.isRunning()) {
      engine.close();
      if (alone) {
        wiring.handlers().awaitEnds(patience);
      } else {
        // Its clients may come back to another instance, and their sockets have not ended.
        wiring.awaitIdle();
      }
      container.close();
      wiring.close();
    }
  }
}
