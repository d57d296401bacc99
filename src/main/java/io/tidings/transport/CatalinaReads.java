package io.tidings.transport;

import java.lang.System.Logger.Level;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * A shorter way for what comes over a WebSocket. Payara's web container, Catalina, does for each
 * piece what it does for a request: tells its listeners, who set up naming and transactions, traces
 * it, and has the thread watched. For a small message all that costs more than the message itself.
 * So once a connection is open, its bytes go from Grizzly's buffer straight to Tyrus; how it ends
 * is still told the long way.
 *
 * <p>In the place of one {@code org.glassfish.grizzly.ReadHandler} of Catalina's.
 */
final class CatalinaReads implements InvocationHandler {

  private static final System.Logger LOG = System.getLogger(CatalinaReads.class.getName());

  private static volatile boolean impossible;

  private final Object original;
  private final Object input;
  private final Method ready;
  private final Method read;
  private final Method again;
  private final Object upgradeHandler;
  private final Field closed;
  private final Consumer<ByteBuffer> to;

  /**
   * @param upgradeHandler Tyrus's, which listens to Catalina
   * @param buffer Catalina's input
   * @param original what Catalina has Grizzly tell of new bytes
   */
  private CatalinaReads(
      Object upgradeHandler, Object buffer, Object original, Consumer<ByteBuffer> to)
      throws ReflectiveOperationException {
    this.upgradeHandler = upgradeHandler;
    this.original = original;
    this.to = to;
    input = field(buffer.getClass(), "grizzlyInputBuffer").get(buffer);
    ready = input.getClass().getMethod("readyData");
    read = input.getClass().getMethod("read", byte[].class, int.class, int.class);
    again = input.getClass().getMethod("notifyAvailable", readHandler(original));
    closed = field(upgradeHandler.getClass(), "closed");
  }

  /**
   * Takes the shorter way from the next bytes but one, where that is possible.
   *
   * @param upgradeHandler Tyrus's of one connection, which is about to be open
   * @param to takes the bytes, and keeps nothing of the buffer
   */
  static void shorten(Object upgradeHandler, Consumer<ByteBuffer> to) {
    if (impossible) {
      return;
    }
    try {
      Object stream = field(upgradeHandler.getClass(), "is").get(upgradeHandler);
      Object buffer = field(stream.getClass(), "ib").get(stream);
      Field slot = field(buffer.getClass(), "readHandler");
      Object original = slot.get(buffer);
      Class<?> type = readHandler(original);
      slot.set(
          buffer,
          Proxy.newProxyInstance(
              type.getClassLoader(),
              new Class<?>[] {type},
              new CatalinaReads(upgradeHandler, buffer, original, to)));
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      impossible = true;
      LOG.log(Level.INFO, "WebSockets are read by way of the web container: " + e);
    }
  }

  private static Class<?> readHandler(Object handler) {
    return handler.getClass().getInterfaces()[0];
  }

  private static Field field(Class<?> owner, String name) throws NoSuchFieldException {
    Field field = owner.getDeclaredField(name);
    field.setAccessible(true);
    return field;
  }

  @Override
  public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
    try {
      if (method.getName().equals("onDataAvailable")) {
        available(proxy);
        return null;
      }
      return method.invoke(original, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private void available(Object proxy) throws ReflectiveOperationException {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    // That of the application: here handlers run that do not block.
    thread.setContextClassLoader(CatalinaReads.class.getClassLoader());
    try {
      pass();
      // Closed, the buffer may serve another connection.
      if (!closed.getBoolean(upgradeHandler)) {
        again.invoke(input, proxy);
      }
    } catch (InvocationTargetException e) {
      fail(e.getCause());
    } catch (RuntimeException | Error e) {
      fail(e);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private void pass() throws ReflectiveOperationException {
    while (!closed.getBoolean(upgradeHandler)) {
      byte[] bytes = new byte[(int) ready.invoke(input)];
      int length = bytes.length == 0 ? 0 : (int) read.invoke(input, bytes, 0, bytes.length);
      if (length <= 0) {
        return;
      }
      to.accept(ByteBuffer.wrap(bytes, 0, length));
    }
  }

  private void fail(Throwable cause) throws ReflectiveOperationException {
    readHandler(original).getMethod("onError", Throwable.class).invoke(original, cause);
  }
}
