package io.tidings.transport;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.WebConnection;
import java.io.EOFException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Function;
import org.glassfish.tyrus.spi.CompletionHandler;
import org.glassfish.tyrus.spi.ReadHandler;
import org.glassfish.tyrus.spi.Writer;

/**
 * Between Tyrus and one connection: writes by way of the web container at first, and straight to
 * Grizzly's connection when that has been taken from the container. Then what comes is brought from
 * here to Tyrus, too, or past it.
 */
final class DirectWriter extends Writer implements WebConnection {

  private static final System.Logger LOG = System.getLogger(DirectWriter.class.getName());

  private final ReadListener tyrus;
  private final Function<FrameShortcut.Others, FrameShortcut> reading;
  private Writer container;
  private BareConnections connections;
  private Object connection;
  private FrameShortcut reader;

  /** Writes on their way to the container. */
  private int passing;

  /** What the connection does not take yet; null when there is nothing. */
  private Queue<Waiting> waiting;

  private record Waiting(ByteBuffer bytes, CompletionHandler<ByteBuffer> handler) {}

  /**
   * @param container writes until {@link #take}
   * @param tyrus is told when the connection is lost after it
   * @param reading makes what reads after it, and leaves to Tyrus what it does not read
   */
  DirectWriter(
      Writer container, ReadListener tyrus, Function<FrameShortcut.Others, FrameShortcut> reading) {
    this.container = container;
    this.tyrus = tyrus;
    this.reading = reading;
  }

  /** The connection is ours from now on. Under the lock of this object. */
  void take(BareConnections connections, Object connection, ReadHandler reader) {
    this.connections = connections;
    this.connection = connection;
    this.reader =
        reading.apply((bytes, from, to) -> reader.handle(ByteBuffer.wrap(bytes, from, to - from)));
    container = null;
  }

  @Override
  public void write(ByteBuffer bytes, CompletionHandler<ByteBuffer> handler) {
    Writer before;
    synchronized (this) {
      before = container;
      if (before != null) {
        passing++;
      } else if (waiting != null) {
        waiting.add(new Waiting(bytes, handler));
        return;
      }
    }
    if (before != null) {
      passToContainer(before, bytes, handler);
      return;
    }
    // Not under the lock: a write that fails tells of the end of the connection, all the way up.
    try {
      if (!connections.isOpen(connection)) {
        fail(handler, new EOFException("The connection is closed"));
      } else if (connections.canWrite(connection)) {
        pass(bytes, handler);
      } else {
        await(bytes, handler);
      }
    } catch (ReflectiveOperationException | RuntimeException e) {
      fail(handler, e);
    }
  }

  private void passToContainer(Writer to, ByteBuffer bytes, CompletionHandler<ByteBuffer> handler) {
    try {
      to.write(bytes, handler);
    } finally {
      synchronized (this) {
        passing--;
      }
    }
  }

  /** Whether somebody is about to write by way of the container. Under the lock of this object. */
  boolean isPassing() {
    return passing > 0;
  }

  private void pass(ByteBuffer bytes, CompletionHandler<ByteBuffer> handler)
      throws ReflectiveOperationException {
    if (bytes.hasArray()) {
      connections.write(
          connection, bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
    } else {
      byte[] copy = new byte[bytes.remaining()];
      bytes.get(copy);
      connections.write(connection, copy, 0, copy.length);
    }
    if (handler != null) {
      handler.completed(bytes);
    }
  }

  private void await(ByteBuffer bytes, CompletionHandler<ByteBuffer> handler)
      throws ReflectiveOperationException {
    boolean first;
    synchronized (this) {
      first = waiting == null;
      if (first) {
        waiting = new ArrayDeque<>(2);
      }
      waiting.add(new Waiting(bytes, handler));
    }
    if (first) {
      connections.whenWritable(connection, this::writable);
    }
  }

  private void writable() {
    try {
      while (connections.canWrite(connection) || !connections.isOpen(connection)) {
        Waiting next = next();
        if (next == null) {
          return;
        }
        if (connections.isOpen(connection)) {
          pass(next.bytes, next.handler);
        } else {
          fail(next.handler, new EOFException("The connection is closed"));
        }
      }
      connections.whenWritable(connection, this::writable);
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.log(Level.DEBUG, "A connection cannot be written to", e);
      close();
    }
  }

  private synchronized Waiting next() {
    Waiting next = waiting == null ? null : waiting.poll();
    if (next == null) {
      waiting = null;
    }
    return next;
  }

  private static void fail(CompletionHandler<ByteBuffer> handler, Exception cause) {
    if (handler != null) {
      handler.failed(cause);
    }
  }

  /** Brings Tyrus what came over the connection. */
  void received(byte[] bytes) {
    inApplication(() -> read(bytes));
  }

  private void read(byte[] bytes) {
    try {
      reader.received(bytes);
    } catch (RuntimeException | Error e) {
      tyrus.onError(e);
    }
  }

  /** The connection is closed. */
  void lost() {
    inApplication(() -> tyrus.onError(new EOFException("The connection is closed")));
    writable();
  }

  /** Here handlers run that do not block, and look for classes of the application. */
  private static void inApplication(Runnable task) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(DirectWriter.class.getClassLoader());
    try {
      task.run();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  /** With what waits, so that a close frame is not lost. */
  @Override
  public void close() {
    Writer before;
    synchronized (this) {
      before = container;
    }
    try {
      if (before != null) {
        before.close();
        return;
      }
      for (Waiting next = next(); next != null; next = next()) {
        pass(next.bytes, next.handler);
      }
      connections.close(connection);
    } catch (IOException | ReflectiveOperationException e) {
      LOG.log(Level.DEBUG, "A connection could not be closed", e);
    }
  }

  @Override
  public ServletInputStream getInputStream() throws IOException {
    throw new IOException("The container has given this connection away");
  }

  @Override
  public ServletOutputStream getOutputStream() throws IOException {
    throw new IOException("The container has given this connection away");
  }
}
