package io.tidings.transport;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Grizzly's connections without HTTP: their bytes go between the network and us, with no filter in
 * between. What the filters of before keep of a connection they give up when it is closed.
 */
final class BareConnections {

  private static final String KEY = BareConnections.class.getName();

  private static final List<String> HTTP =
      List.of(
          "org.glassfish.grizzly.http.HttpServerFilter.HttpRequest",
          "HttpServerFilter.KeepAliveContext",
          "org.glassfish.grizzly.http.HttpContext");

  /** By the processor of before. */
  private final Map<Object, Object> processors = new ConcurrentHashMap<>();

  private final Object readEvent;
  private final Object closedEvent;
  private final Class<?> filterType;
  private final Method obtainProcessor;
  private final Method setProcessor;
  private final Method attributes;
  private final Method getAttribute;
  private final Method setAttribute;
  private final Method removeAttribute;
  private final Method transport;
  private final Method fire;
  private final Method setIdleTimeout;
  private final Method isOpen;
  private final Method canWrite;
  private final Method notifyCanWrite;
  private final Method write;
  private final Method close;
  private final Method memory;
  private final Method wrap;
  private final Field states;
  private final Class<?> writeHandler;

  /**
   * @param connection any one
   */
  BareConnections(Object connection) throws ReflectiveOperationException {
    Class<?> type = connection.getClass();
    Class<?> event = Inside.load(type, "org.glassfish.grizzly.IOEvent");
    Class<?> processor = Inside.load(type, "org.glassfish.grizzly.Processor");
    Class<?> grizzly = Inside.load(type, "org.glassfish.grizzly.Connection");
    filterType = Inside.load(type, "org.glassfish.grizzly.filterchain.Filter");
    readEvent = event.getField("READ").get(null);
    closedEvent = event.getField("CLOSED").get(null);
    obtainProcessor = Inside.method(grizzly, "obtainProcessor", event);
    setProcessor = Inside.method(grizzly, "setProcessor", processor);
    attributes = Inside.method(grizzly, "getAttributes");
    Class<?> holder = attributes.getReturnType();
    getAttribute = Inside.method(holder, "getAttribute", String.class);
    setAttribute = Inside.method(holder, "setAttribute", String.class, Object.class);
    removeAttribute = Inside.method(holder, "removeAttribute", String.class);
    transport = Inside.method(grizzly, "getTransport");
    fire =
        transport
            .getReturnType()
            .getMethod(
                "fireIOEvent",
                event,
                grizzly,
                Inside.load(type, "org.glassfish.grizzly.IOEventLifeCycleListener"));
    setIdleTimeout =
        Inside.load(type, "org.glassfish.grizzly.utils.IdleTimeoutFilter")
            .getMethod("setCustomTimeout", grizzly, long.class, TimeUnit.class);
    isOpen = Inside.method(grizzly, "isOpen");
    writeHandler = Inside.load(type, "org.glassfish.grizzly.WriteHandler");
    canWrite = Inside.method(grizzly, "canWrite");
    notifyCanWrite = Inside.method(grizzly, "notifyCanWrite", writeHandler);
    write =
        grizzly.getMethod(
            "write", Object.class, Inside.load(type, "org.glassfish.grizzly.CompletionHandler"));
    close = Inside.method(grizzly, "closeSilently");
    memory = Inside.method(grizzly, "getMemoryManager");
    wrap =
        Inside.method(
            Inside.load(type, "org.glassfish.grizzly.memory.Buffers"),
            "wrap",
            memory.getReturnType(),
            byte[].class,
            int.class,
            int.class);
    states = Inside.field(type, "processorStateStorage");
  }

  /** Runs a task where a connection's bytes are read. */
  void onReadingThread(Object connection, Runnable task) throws ReflectiveOperationException {
    connection
        .getClass()
        .getMethod("executeInEventThread", readEvent.getClass(), Runnable.class)
        .invoke(connection, readEvent, task);
  }

  /** Whether a connection's bytes may reach us as they are. */
  boolean isPlain(Object connection) throws ReflectiveOperationException {
    Object processor = obtainProcessor.invoke(connection, readEvent);
    if (processor instanceof List<?> filters) {
      List<String> names = filters.stream().map(each -> each.getClass().getName()).toList();
      return names.get(0).equals("org.glassfish.grizzly.filterchain.TransportFilter")
          && names.contains("org.glassfish.grizzly.utils.IdleTimeoutFilter")
          && names.stream().noneMatch(name -> name.contains("SSL"));
    }
    return false;
  }

  /**
   * Takes a connection away from HTTP. For the thread that reads it.
   *
   * @param to hears what comes over it
   */
  void take(Object connection, DirectWriter to) throws ReflectiveOperationException {
    Object before = obtainProcessor.invoke(connection, readEvent);
    Object after = processors.get(before);
    if (after == null) {
      after = processor((List<?>) before);
      processors.put(before, after);
    }
    // Without end: the session has a heartbeat of its own.
    setIdleTimeout.invoke(null, connection, -1L, TimeUnit.MILLISECONDS);
    setAttribute.invoke(attributes.invoke(connection), KEY, to);
    setProcessor.invoke(connection, after);
  }

  /** Forgets what the filters of before knew of a request that is over. */
  void forgetHttp(Object connection) throws ReflectiveOperationException {
    Object holder = attributes.invoke(connection);
    for (String name : HTTP) {
      removeAttribute.invoke(holder, name);
    }
    Object storage = states.get(connection);
    Inside.field(storage.getClass(), "singleProcessorState").set(storage, null);
    Inside.field(storage.getClass(), "processorStatesMap").set(storage, null);
    Inside.field(storage.getClass(), "volatileFlag").setInt(storage, 0);
  }

  private Object processor(List<?> before) throws ReflectiveOperationException {
    ClassLoader loader = filterType.getClassLoader();
    Object filter =
        Proxy.newProxyInstance(loader, new Class<?>[] {filterType}, new BareFilter(before));
    Class<?> builder = loader.loadClass("org.glassfish.grizzly.filterchain.FilterChainBuilder");
    Object chain = builder.getMethod("stateless").invoke(null);
    Method add = builder.getMethod("add", filterType);
    add.invoke(chain, before.get(0));
    add.invoke(chain, filter);
    Method build = builder.getMethod("build");
    return build.invoke(chain);
  }

  boolean isOpen(Object connection) throws ReflectiveOperationException {
    return (boolean) isOpen.invoke(connection);
  }

  boolean canWrite(Object connection) throws ReflectiveOperationException {
    return (boolean) canWrite.invoke(connection);
  }

  /** Calls when more may be written, or the connection is gone. */
  void whenWritable(Object connection, Runnable task) throws ReflectiveOperationException {
    InvocationHandler handler =
        (proxy, method, arguments) -> {
          if (method.getDeclaringClass() == writeHandler) {
            task.run();
            return null;
          }
          return ofObject(proxy, method, arguments);
        };
    notifyCanWrite.invoke(
        connection,
        Proxy.newProxyInstance(
            writeHandler.getClassLoader(), new Class<?>[] {writeHandler}, handler));
  }

  /** Writes bytes, which must not change afterwards. */
  void write(Object connection, byte[] bytes, int from, int length)
      throws ReflectiveOperationException {
    write.invoke(
        connection, wrap.invoke(null, memory.invoke(connection), bytes, from, length), null);
  }

  /** Closes a connection when all that was written is sent. */
  void close(Object connection) throws ReflectiveOperationException {
    close.invoke(connection);
  }

  private static Object ofObject(Object proxy, Method method, Object[] arguments) {
    return switch (method.getName()) {
      case "equals" -> proxy == arguments[0];
      case "hashCode" -> System.identityHashCode(proxy);
      case "toString" -> KEY;
      default -> null;
    };
  }

  /** The only filter above the network. */
  private final class BareFilter implements InvocationHandler {

    private final Object before;
    private final Method connection;
    private final Method message;
    private final Method stop;
    private final Method goOn;
    private final Method remaining;
    private final Method get;
    private final Method dispose;

    private BareFilter(Object before) throws ReflectiveOperationException {
      this.before = before;
      Class<?> context =
          Inside.load(filterType, "org.glassfish.grizzly.filterchain.FilterChainContext");
      Class<?> buffer = Inside.load(filterType, "org.glassfish.grizzly.Buffer");
      connection = Inside.method(context, "getConnection");
      message = Inside.method(context, "getMessage");
      stop = Inside.method(context, "getStopAction");
      goOn = Inside.method(context, "getInvokeAction");
      remaining = Inside.method(buffer, "remaining");
      get = Inside.method(buffer, "get", byte[].class);
      dispose = Inside.method(buffer, "tryDispose");
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
      try {
        return switch (method.getName()) {
          case "handleRead" -> read(arguments[0]);
          case "handleClose" -> closed(arguments[0]);
          case "handleWrite", "handleEvent", "handleAccept", "handleConnect" ->
              goOn.invoke(arguments[0]);
          default -> ofObject(proxy, method, arguments);
        };
      } catch (InvocationTargetException e) {
        throw e.getCause();
      }
    }

    private Object read(Object context) throws ReflectiveOperationException {
      Object buffer = message.invoke(context);
      byte[] bytes = new byte[(int) remaining.invoke(buffer)];
      get.invoke(buffer, (Object) bytes);
      dispose.invoke(buffer);
      receiver(connection.invoke(context)).received(bytes);
      return stop.invoke(context);
    }

    private Object closed(Object context) throws ReflectiveOperationException {
      Object closed = connection.invoke(context);
      receiver(closed).lost();
      setProcessor.invoke(closed, before);
      fire.invoke(transport.invoke(closed), closedEvent, closed, null);
      return goOn.invoke(context);
    }

    private DirectWriter receiver(Object connection) throws ReflectiveOperationException {
      return (DirectWriter) getAttribute.invoke(attributes.invoke(connection), KEY);
    }
  }
}
