package io.tidings.transport;

import jakarta.servlet.ServletInputStream;
import jakarta.websocket.Session;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import org.glassfish.tyrus.core.ProtocolHandler;
import org.glassfish.tyrus.core.TyrusSession;
import org.glassfish.tyrus.core.TyrusWebSocket;
import org.glassfish.tyrus.spi.Writer;

/** What Tyrus 2.1 keeps of a WebSocket, found by the session that the endpoint is given. */
final class TyrusSockets {

  private final Field remote;
  private final Field webSocket;
  private final Field protocolHandler;
  private final Field writer;
  private volatile Handlers handlers;

  /**
   * @throws ReflectiveOperationException when this is a Tyrus that looks different inside
   * @throws LinkageError when Tyrus is not there, or another one
   */
  TyrusSockets() throws ReflectiveOperationException {
    remote = Inside.field(TyrusSession.class, "basicRemote");
    webSocket = Inside.field(remote.getType().getSuperclass(), "webSocket");
    protocolHandler = Inside.field(TyrusWebSocket.class, "protocolHandler");
    writer = Inside.field(ProtocolHandler.class, "writer");
  }

  /** What makes frames of messages, and messages of frames. */
  Object protocol(Session socket) throws ReflectiveOperationException {
    return protocolHandler.get(webSocket.get(remote.get(socket)));
  }

  Writer writer(Object protocol) throws ReflectiveOperationException {
    return (Writer) writer.get(protocol);
  }

  void setWriter(Object protocol, Writer to) throws ReflectiveOperationException {
    writer.set(protocol, to);
  }

  /** What listens to the web container for Tyrus; found by what writes to it. */
  Object handler(Writer writer) throws ReflectiveOperationException {
    return handlers(writer).of(writer);
  }

  /** Bytes that are read at once. */
  void limitReads(Object handler, int bytes) throws ReflectiveOperationException {
    handlers.limit.invoke(handler, bytes);
  }

  /** Has frames judged before Tyrus sees them, from the first byte on; while the socket opens. */
  void check(Object handler, FrameJudge judge, FrameShortcut.Messages messages)
      throws ReflectiveOperationException {
    ServletInputStream in = (ServletInputStream) handlers.input.get(handler);
    handlers.input.set(
        handler,
        new CheckedFrames(in, judge, refusal -> messages.refuse(refusal.code(), refusal.why())));
  }

  private Handlers handlers(Writer writer) throws ReflectiveOperationException {
    Handlers known = handlers;
    if (known == null) {
      known = new Handlers(writer);
      handlers = known;
    }
    return known;
  }

  private static final class Handlers {

    private final Field handler;
    private final Field inner;
    private final Method limit;
    private final Field input;

    private Handlers(Writer writer) throws ReflectiveOperationException {
      handler = Inside.field(writer.getClass(), "tyrusHttpUpgradeHandler");
      Object first = handler.get(writer);
      inner = isProxy(first) ? Inside.field(first.getClass(), "handler") : null;
      Class<?> type = of(writer).getClass();
      limit = Inside.method(type, "setIncomingBufferSize", int.class);
      input = Inside.field(type, "is");
    }

    /** What {@code upgradeHttpToWebSocket} begins with passes all on to another one. */
    private Object of(Writer writer) throws ReflectiveOperationException {
      Object found = handler.get(writer);
      return inner != null && isProxy(found) ? inner.get(found) : found;
    }

    private static boolean isProxy(Object handler) {
      return handler.getClass().getSimpleName().endsWith("Proxy");
    }
  }
}
