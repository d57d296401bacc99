package io.tidings.transport;

import jakarta.servlet.ReadListener;
import java.lang.System.Logger.Level;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.glassfish.tyrus.spi.Connection;
import org.glassfish.tyrus.spi.ReadHandler;
import org.glassfish.tyrus.spi.Writer;

/**
 * Ends the request of a WebSocket's handshake for Payara's web container, Catalina, and for Grizzly
 * below it, and goes on without them. They would keep it for as long as the connection lives, which
 * is most of what an idle connection takes; and for each piece of data that comes they would do
 * what they do for a request, which costs more than a small message itself.
 *
 * <p>That is done once the connection is quiet: a while after the handshake, by the thread that
 * reads the connection, when nothing is half read or half written.
 */
final class CatalinaUpgrade {

  private static final System.Logger LOG = System.getLogger(CatalinaUpgrade.class.getName());

  /** Milliseconds after which the thread that upgraded a request has left the container. */
  private static final int SETTLING = 500;

  /** How often a connection is tried that is never quiet. */
  private static final int TRIES = 20;

  private static final Executor LATER =
      CompletableFuture.delayedExecutor(SETTLING, TimeUnit.MILLISECONDS);

  /** What is reached into, found once for all connections; null before the first. */
  private static volatile CatalinaUpgrade shape;

  private static volatile boolean impossible;

  private final Field closed;
  private final Field webConnection;
  private final Field input;
  private final Field output;
  private final Field unread;
  private final Field upgradeInfo;
  private final Field tyrusConnection;
  private final Field queue;
  private final Field request;
  private final Field afterService;
  private final Field requestHandler;
  private final Field requestConnection;
  private final Method context;
  private final Method tell;
  private final Method coyoteRequest;
  private final Method grizzlyConnection;
  private final Method grizzlyInput;
  private final Method grizzlyResponse;
  private final Field readHandler;
  private final Method readyData;
  private final Method grizzlyOutput;
  private final Method buffered;
  private final Field outputClosed;
  private final Field outputFinished;
  private final Method resume;
  private final Method selectionKey;
  private final Field tyrusRest;
  private final Field tyrusProtocol;
  private final Field tyrusParsing;
  private final Field tyrusStep;
  private final BareConnections bare;

  private CatalinaUpgrade(Object handler, Writer writer) throws ReflectiveOperationException {
    Class<?> type = handler.getClass();
    closed = Inside.field(type, "closed");
    webConnection = Inside.field(type, "wc");
    input = Inside.field(type, "is");
    output = Inside.field(type, "os");
    unread = Inside.field(type, "buf");
    upgradeInfo = Inside.field(type, "upgradeInfo");
    tyrusConnection = Inside.field(type, "connection");
    Class<?> reader =
        Inside.load(type, "org.glassfish.tyrus.core.TyrusWebSocketEngine$TyrusReadHandler");
    tyrusRest = Inside.field(reader, "buffer");
    tyrusProtocol = Inside.field(reader, "protocolHandler");
    tyrusParsing = Inside.field(tyrusProtocol.getType(), "parsingState");
    tyrusStep = Inside.field(tyrusParsing.getType(), "state");
    queue = Inside.field(writer.getClass(), "queue");
    request = Inside.field(webConnection.get(handler).getClass(), "request");
    Class<?> catalina = request.getType();
    afterService = Inside.field(catalina, "afterService");
    requestHandler = Inside.field(catalina, "httpUpgradeHandler");
    requestConnection = Inside.field(catalina, "webConnection");
    context = Inside.method(catalina, "getContext");
    tell = Inside.method(context.getReturnType(), "fireContainerEvent", String.class, Object.class);
    coyoteRequest = Inside.method(catalina, "getCoyoteRequest");
    Class<?> coyote = coyoteRequest.getReturnType();
    grizzlyConnection =
        Inside.method(coyote.getMethod("getContext").getReturnType(), "getConnection");
    grizzlyInput = Inside.method(coyote, "getInputBuffer");
    readHandler = Inside.field(grizzlyInput.getReturnType(), "handler");
    readyData = Inside.method(grizzlyInput.getReturnType(), "readyData");
    grizzlyResponse = Inside.method(coyote, "getResponse");
    grizzlyOutput = Inside.method(grizzlyResponse.getReturnType(), "getOutputBuffer");
    buffered = Inside.method(grizzlyOutput.getReturnType(), "getBufferedDataSize");
    outputClosed = Inside.field(grizzlyOutput.getReturnType(), "closed");
    outputFinished = Inside.field(grizzlyOutput.getReturnType(), "finished");
    resume = Inside.method(grizzlyResponse.getReturnType(), "resume");
    Object connection = connection(coyoteRequest.invoke(request.get(webConnection.get(handler))));
    selectionKey = Inside.method(connection.getClass(), "getSelectionKey");
    bare = new BareConnections(connection);
  }

  private Object connection(Object coyote) throws ReflectiveOperationException {
    Object context = coyote.getClass().getMethod("getContext").invoke(coyote);
    return grizzlyConnection.invoke(context);
  }

  /**
   * Ends the handshake of a connection in a while, where that is possible.
   *
   * @param handler Tyrus's of one connection, which is about to be open
   * @param container writes to it
   * @param reading makes what reads the connection afterwards, and gives all to Tyrus that it does
   *     not read itself
   * @return writes to it before and after
   */
  static Writer end(
      Object handler, Writer container, Function<FrameShortcut.Others, FrameShortcut> reading) {
    if (impossible) {
      return container;
    }
    try {
      if (shape == null) {
        shape = new CatalinaUpgrade(handler, container);
      }
      return shape.plan(handler, container, reading);
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      stays(e);
      return container;
    }
  }

  /** Whether WebSockets are taken from the web container. */
  static boolean isInUse() {
    return shape != null && !impossible;
  }

  /** What happens to one connection says nothing of the next, unless the server is another one. */
  private static void stays(Throwable why) {
    if (shape == null && Inside.isOther(why) && !impossible) {
      impossible = true;
      LOG.log(Level.INFO, "WebSockets stay with the web container: " + why);
    } else {
      LOG.log(Level.DEBUG, "A WebSocket stays with the web container", why);
    }
  }

  private Writer plan(
      Object handler, Writer container, Function<FrameShortcut.Others, FrameShortcut> reading)
      throws ReflectiveOperationException {
    Object connection = connection(coyoteRequest.invoke(request.get(webConnection.get(handler))));
    if (!bare.isPlain(connection)) {
      return container;
    }
    DirectWriter writer = new DirectWriter(container, (ReadListener) handler, reading);
    tryLater(new Handshake(handler, container, writer, connection), TRIES);
    return writer;
  }

  private record Handshake(
      Object handler, Writer container, DirectWriter writer, Object connection) {}

  private void tryLater(Handshake handshake, int tries) {
    if (tries > 0) {
      LATER.execute(() -> tryThere(handshake, tries));
    }
  }

  private void tryThere(Handshake handshake, int tries) {
    try {
      if (bare.isOpen(handshake.connection) && !closed.getBoolean(handshake.handler)) {
        bare.onReadingThread(handshake.connection, () -> tryNow(handshake, tries));
      }
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.log(Level.DEBUG, "A connection stays with the web container", e);
    }
  }

  private void tryNow(Handshake handshake, int tries) {
    boolean done;
    try {
      synchronized (handshake.writer) {
        if (!bare.isOpen(handshake.connection) || closed.getBoolean(handshake.handler)) {
          return;
        }
        done =
            GrizzlyConnections.isOpen(handshake.connection)
                && !handshake.writer.isPassing()
                && isQuiet(handshake);
        if (done) {
          finish(handshake);
        }
      }
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      LOG.log(Level.DEBUG, "A WebSocket cannot be taken from the web container", e);
      GrizzlyConnections.cut(handshake.connection);
      return;
    }
    if (!done) {
      tryLater(handshake, tries - 1);
    }
  }

  /** Whether nothing is on its way through the container, in either direction. */
  private boolean isQuiet(Handshake handshake) throws ReflectiveOperationException {
    Object servlet = request.get(webConnection.get(handshake.handler));
    Object coyote = coyoteRequest.invoke(servlet);
    if (!afterService.getBoolean(servlet)) {
      return false;
    }
    // A worker that reads what came before the selector did so has reading turned off.
    SelectionKey key = (SelectionKey) selectionKey.invoke(handshake.connection);
    Object in = grizzlyInput.invoke(coyote);
    ByteBuffer rest = (ByteBuffer) unread.get(handshake.handler);
    boolean nothingComes =
        (key.interestOps() & SelectionKey.OP_READ) != 0
            && readHandler.get(in) != null
            && (int) readyData.invoke(in) == 0
            && (rest == null || !rest.hasRemaining());
    return nothingComes
        && isBetweenFrames(tyrusReader(handshake))
        && nothingLeaves(handshake.container, coyote);
  }

  private ReadHandler tyrusReader(Handshake handshake) throws ReflectiveOperationException {
    return ((Connection) tyrusConnection.get(handshake.handler)).getReadHandler();
  }

  /** Tyrus takes all bytes that come, and keeps those of a frame that is not complete to itself. */
  private boolean isBetweenFrames(ReadHandler tyrus) throws ReflectiveOperationException {
    ByteBuffer kept = (ByteBuffer) tyrusRest.get(tyrus);
    Number step = (Number) tyrusStep.get(tyrusParsing.get(tyrusProtocol.get(tyrus)));
    return step.intValue() == 0 && (kept == null || !kept.hasRemaining());
  }

  private boolean nothingLeaves(Writer container, Object coyote)
      throws ReflectiveOperationException {
    synchronized (container) {
      return ((Collection<?>) queue.get(container)).isEmpty()
          && (int) buffered.invoke(grizzlyOutput.invoke(grizzlyResponse.invoke(coyote))) == 0;
    }
  }

  /**
   * Tyrus keeps the buffer of the last bytes until the next ones come, and it never shrinks: that
   * of an idle connection would be as large as the longest message that went through it.
   */
  private ReadHandler withoutRest(ReadHandler tyrus) {
    dropRest(tyrus);
    return bytes -> {
      tyrus.handle(bytes);
      dropRest(tyrus);
    };
  }

  private void dropRest(ReadHandler tyrus) {
    try {
      ByteBuffer kept = (ByteBuffer) tyrusRest.get(tyrus);
      if (kept != null && !kept.hasRemaining()) {
        tyrusRest.set(tyrus, null);
      }
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  private void finish(Handshake handshake) throws ReflectiveOperationException {
    Object handler = handshake.handler;
    Object servlet = request.get(webConnection.get(handler));
    Object coyote = coyoteRequest.invoke(servlet);
    Object response = grizzlyResponse.invoke(coyote);
    bare.take(handshake.connection, handshake.writer);
    handshake.writer.take(bare, handshake.connection, withoutRest(tyrusReader(handshake)));
    webConnection.set(handler, handshake.writer);
    for (Field field : new Field[] {input, output, unread, upgradeInfo}) {
      field.set(handler, null);
    }
    // Who injects into handlers would remember this one until then.
    tell.invoke(context.invoke(servlet), "predestroy", requestHandler.get(servlet));
    requestHandler.set(servlet, null);
    requestConnection.set(servlet, null);
    // Else it would be told that all has been read, and close the WebSocket.
    readHandler.set(grizzlyInput.invoke(coyote), null);
    // There is no body to end, and the end of an upgraded request would be that of its connection.
    Object out = grizzlyOutput.invoke(response);
    outputClosed.setBoolean(out, true);
    outputFinished.setBoolean(out, true);
    resume.invoke(response);
    bare.forgetHttp(handshake.connection);
  }
}
