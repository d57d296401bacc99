package io.tidings.transport;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Knows the connections of Grizzly, Payara's network layer; on any other server it does nothing. It
 * gives upgraded connections three things.
 *
 * <p>What a client sends is read on the thread that notices it, while all other requests keep their
 * worker threads: a hop to a worker costs more than a message does; and nothing on the way of one
 * may block, which cannot be said of other people's requests.
 *
 * <p>What a slow client does not take waits in its outbox, which has a limit, and not below it,
 * where Grizzly would keep several megabytes of each.
 *
 * <p>A client that takes nothing cannot keep its connection after that was closed, which Grizzly
 * would wait for without end.
 */
final class GrizzlyConnections implements AutoCloseable {

  private static final Logger LOG = System.getLogger(GrizzlyConnections.class.getName());

  /** Bytes that may wait in Grizzly before a connection counts as not ready. */
  private static final int MAX_PENDING = 64 * 1024;

  /**
   * Bytes that are read of a connection before it is the next one's turn: a few hundred small
   * events. The selector's thread handles what it has read, and whoever sends without end would
   * keep it from the others.
   */
  private static final int MAX_READ = 16 * 1024;

  /** The attribute of upgraded connections; what it says is one of the two that follow. */
  private static final String MARK = GrizzlyConnections.class.getName();

  private static final String OPEN = "open";
  private static final String DEAF = "deaf";

  private volatile boolean impossible;

  /**
   * @param known whether the server is one that it may look into
   */
  GrizzlyConnections(boolean known) {
    impossible = !known;
  }

  private volatile boolean installed;
  private volatile Runnable undo = () -> {};
  private volatile Consumer<List<Consumer<Runnable>>> watchSelectors = selectors -> {};

  /**
   * Finds a request's connection, before it is upgraded: afterwards the container may have ended
   * the request, and be using the same object for another client's.
   *
   * @return null where that is not possible
   */
  Object find(ServletRequest request) {
    try {
      return impossible ? null : connectionOf(request);
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      return null;
    }
  }

  /**
   * Tunes a connection, where that is possible. Only for one that has been upgraded: another could
   * bring any request next.
   *
   * @param connection what {@link #find} found
   */
  void tune(Object connection) {
    if (impossible || connection == null) {
      return;
    }
    try {
      set(connection, "setMaxAsyncWriteQueueSize", MAX_PENDING);
      set(connection, "setReadBufferSize", MAX_READ);
      Object transport = get(connection, "getTransport");
      if (!installed && install(transport)) {
        watchSelectors.accept(GrizzlySelectors.of(transport));
      }
      mark(connection, OPEN);
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      if (Inside.isOther(e)) {
        impossible = !installed;
      }
      LOG.log(impossible ? Level.INFO : Level.DEBUG, "A WebSocket is read by workers: " + e);
    }
  }

  /** Ends a connection at once, whatever still waits to be sent over it, where that is possible. */
  static void cut(Object connection) {
    if (connection == null) {
      return;
    }
    try {
      get(connection, "terminateSilently");
    } catch (ReflectiveOperationException e) {
      LOG.log(Level.DEBUG, "A connection could not be cut", e);
    }
  }

  /**
   * Hears nothing more from a client whose WebSocket was closed. What it still sends would find the
   * request ended, and Grizzly would take it for the same request once more. So the first thing
   * that comes ends the connection.
   */
  static void deafen(Object connection) {
    if (connection == null) {
      return;
    }
    try {
      mark(connection, DEAF);
    } catch (ReflectiveOperationException e) {
      LOG.log(Level.DEBUG, "A connection could not be marked", e);
    }
  }

  /** Whether a connection is read by its selector's thread, and was not closed. */
  static boolean isOpen(Object connection) throws ReflectiveOperationException {
    Object attributes = get(connection, "getAttributes");
    return attributes.getClass().getMethod("getAttribute", String.class).invoke(attributes, MARK)
        == OPEN;
  }

  private static void mark(Object connection, String state) throws ReflectiveOperationException {
    Object attributes = get(connection, "getAttributes");
    attributes
        .getClass()
        .getMethod("setAttribute", String.class, Object.class)
        .invoke(attributes, MARK, state);
  }

  static Object connectionOf(ServletRequest request) throws ReflectiveOperationException {
    return connection(unwrap(request));
  }

  /**
   * The network connection of a request; empty where it is not known, and on any other server.
   *
   * <p>For the thread that brings the request, before others may end it.
   */
  static Optional<SocketChannel> channelOf(ServletRequest request) {
    try {
      return get(connectionOf(request), "getChannel") instanceof SocketChannel channel
          ? Optional.of(channel)
          : Optional.empty();
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      LOG.log(Level.DEBUG, "Not the server that we know", e);
      return Optional.empty();
    }
  }

  /** A request's connection; empty where it is not known, and on any other server. */
  static Optional<Object> lookUp(ServletRequest request) {
    try {
      return Optional.of(connectionOf(request));
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      return Optional.empty();
    }
  }

  private static ServletRequest unwrap(ServletRequest request) {
    ServletRequest inner = request;
    while (inner instanceof ServletRequestWrapper wrapper) {
      inner = wrapper.getRequest();
    }
    return inner;
  }

  private static Object connection(ServletRequest facade) throws ReflectiveOperationException {
    Field field = facade.getClass().getDeclaredField("request");
    field.setAccessible(true);
    return get(get(field.get(facade), "getCoyoteRequest"), "getConnection");
  }

  private static Object get(Object target, String method) throws ReflectiveOperationException {
    return target.getClass().getMethod(method).invoke(target);
  }

  private static void set(Object target, String method, int value)
      throws ReflectiveOperationException {
    target.getClass().getMethod(method, int.class).invoke(target, value);
  }

  /** False when it is there already. */
  private synchronized boolean install(Object transport) throws ReflectiveOperationException {
    Object current = get(transport, "getIOStrategy");
    if (Proxy.isProxyClass(current.getClass())) {
      installed = true;
      return false;
    }
    ClassLoader loader = current.getClass().getClassLoader();
    Class<?> type = loader.loadClass("org.glassfish.grizzly.IOStrategy");
    Method setter = transport.getClass().getMethod("setIOStrategy", type);
    Object proxy =
        Proxy.newProxyInstance(loader, new Class<?>[] {type}, new Choice(loader, current));
    setter.invoke(transport, proxy);
    installed = true;
    undo = () -> restore(setter, transport, current);
    LOG.log(Level.INFO, "WebSockets are read by selector threads, other requests by workers");
    return true;
  }

  private static void restore(Method setter, Object transport, Object strategy) {
    try {
      setter.invoke(transport, strategy);
    } catch (ReflectiveOperationException e) {
      LOG.log(Level.WARNING, "The server keeps our I/O strategy", e);
    }
  }

  /**
   * @param watch is given the ways to the selector threads, as soon as these read WebSockets
   */
  void whenInstalled(Consumer<List<Consumer<Runnable>>> watch) {
    watchSelectors = watch;
  }

  /** Whether WebSockets are read by selector threads. */
  boolean isInstalled() {
    return installed;
  }

  @Override
  public void close() {
    undo.run();
  }

  /** An {@code IOStrategy} that is one for marked connections, and another for the rest. */
  private static final class Choice implements InvocationHandler {

    private final Object sameThread;
    private final Object others;
    private final Object readEvent;
    private final Method attributes;
    private final Method attribute;
    private final Method disable;
    private final Method isService;
    private final Method setService;

    private Choice(ClassLoader grizzly, Object others) throws ReflectiveOperationException {
      this.others = others;
      sameThread =
          grizzly
              .loadClass("org.glassfish.grizzly.strategies.SameThreadIOStrategy")
              .getMethod("getInstance")
              .invoke(null);
      readEvent = grizzly.loadClass("org.glassfish.grizzly.IOEvent").getField("READ").get(null);
      attributes =
          Inside.method(
              grizzly.loadClass("org.glassfish.grizzly.attributes.AttributeStorage"),
              "getAttributes");
      attribute = Inside.method(attributes.getReturnType(), "getAttribute", String.class);
      disable =
          Inside.method(
              grizzly.loadClass("org.glassfish.grizzly.Connection"),
              "disableIOEvent",
              readEvent.getClass());
      Class<?> threads = grizzly.loadClass("org.glassfish.grizzly.threadpool.Threads");
      isService = Inside.method(threads, "isService");
      setService = Inside.method(threads, "setService", boolean.class);
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
      try {
        Object mark = markOfRead(arguments);
        if (mark == null) {
          return method.invoke(others, arguments);
        }
        return mark == OPEN ? read(method, arguments) : hangUp(arguments[0]);
      } catch (InvocationTargetException e) {
        throw e.getCause();
      }
    }

    private Object hangUp(Object connection) throws ReflectiveOperationException {
      disable.invoke(connection, readEvent);
      get(connection, "closeSilently");
      return true;
    }

    /** Grizzly would still hop to a worker before it calls us, if it knew this for a selector. */
    private Object read(Method method, Object[] arguments) throws ReflectiveOperationException {
      boolean selector = (boolean) isService.invoke(null);
      setService.invoke(null, false);
      try {
        return method.invoke(sameThread, arguments);
      } finally {
        setService.invoke(null, selector);
      }
    }

    /** The first two arguments of all that matters are a connection and an event. */
    private Object markOfRead(Object[] arguments) throws ReflectiveOperationException {
      return arguments != null && arguments.length > 1 && arguments[1] == readEvent
          ? attribute.invoke(attributes.invoke(arguments[0]), MARK)
          : null;
    }
  }
}
