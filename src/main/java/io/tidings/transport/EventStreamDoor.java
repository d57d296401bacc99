package io.tidings.transport;

import io.tidings.access.Limit;
import io.tidings.access.Limits;
import io.tidings.config.OutboxConfig;
import io.tidings.engine.Engine;
import io.tidings.engine.Timer;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Opens a stream for those who ask for {@code text/event-stream}, and lets all others pass to what
 * else is at its path: a resource of JAX-RS would write to a listener on a thread that waits.
 */
final class EventStreamDoor extends HttpFilter {

  private static final long serialVersionUID = 1L;

  static final String TYPE = "text/event-stream";

  /** They never wait for a listener. */
  private static final int THREADS = 2;

  private final transient StreamSource source;
  private final transient EventStreams streams;
  private final transient Engine engine;
  private final transient OutboxConfig outbox;
  private final transient Limits limits;
  private final String instance;
  private final transient ExecutorService threads =
      new ThreadPoolExecutor(
          THREADS,
          THREADS,
          0,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          EventStreamDoor::thread,
          // When the application ends, whoever still has something to say is not to be told so.
          new ThreadPoolExecutor.DiscardPolicy());

  /**
   * @param engine says whether this instance leaves, and what time it is
   * @param limits count a stream as a connection
   * @param instance its id
   */
  EventStreamDoor(
      StreamSource source,
      EventStreams streams,
      Engine engine,
      OutboxConfig outbox,
      Limits limits,
      String instance) {
    this.source = source;
    this.streams = streams;
    this.engine = engine;
    this.outbox = outbox;
    this.limits = limits;
    this.instance = instance;
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "tidings-streams");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (!request.getMethod().equals("GET")
        || !Accepts.eventStream(Collections.list(request.getHeaders("Accept")))) {
      chain.doFilter(request, response);
      return;
    }
    response.setHeader("Tidings-Instance", instance);
    response.setHeader("Vary", "Accept");
    if (engine.isDraining()) {
      EngineServlet.sendAway(response);
      return;
    }
    try {
      Consumer<EventStream> listener =
          source.accept(ClientRequests.parameters(request), request.getHeader("Last-Event-ID"));
      String address = ClientRequests.remoteAddress(request);
      Optional<Limit> over = limits.refusal(address);
      if (over.isPresent()) {
        throw tooMany(response, over.get());
      }
      open(request, response, listener, address);
    } catch (StreamRefusedException e) {
      refuse(response, e);
    }
  }

  private void open(
      HttpServletRequest request,
      HttpServletResponse response,
      Consumer<EventStream> listener,
      String address)
      throws IOException {
    response.setContentType(TYPE);
    response.setCharacterEncoding("UTF-8");
    response.setHeader("Cache-Control", "private, no-store");
    response.setHeader("X-Accel-Buffering", "no");
    Object connection = connection(request);
    AsyncContext async = request.startAsync();
    // What it sends now and then shows whether the listener is still there.
    async.setTimeout(0);
    ServletStream stream =
        new ServletStream(
            async,
            response.getOutputStream(),
            connection,
            outbox.maxBytes(),
            engine.budget(),
            engine.timer(),
            threads);
    async.addListener(stream);
    streams.add(stream);
    limits.entered(address);
    stream.whenOver(() -> limits.left(address));
    if (request.getAttribute(ApiDoor.LEFT) instanceof Long left) {
      endIn(left, stream);
    }
    listener.accept(stream);
    response.getOutputStream().setWriteListener(stream);
    stream.leave();
  }

  /** A listener that comes back then has to show something new. */
  private void endIn(long left, EventStream stream) {
    Timer.Handle end = engine.timer().schedule(left, stream::end);
    stream.whenOver(end::cancel);
  }

  /** Of Grizzly; null where there is none. */
  private static Object connection(HttpServletRequest request) {
    try {
      return GrizzlyConnections.connectionOf(request);
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      return null;
    }
  }

  private static StreamRefusedException tooMany(HttpServletResponse response, Limit limit) {
    response.setHeader("Retry-After", EngineServlet.RETRY_AFTER_LIMIT);
    return new StreamRefusedException(
        429,
        "{\"type\":\"about:blank\",\"title\":\"Too Many Requests\",\"status\":429,\"detail\":\""
            + limit.text()
            + "\"}");
  }

  private static void refuse(HttpServletResponse response, StreamRefusedException refusal)
      throws IOException {
    byte[] body = refusal.getMessage().getBytes(StandardCharsets.UTF_8);
    response.setStatus(refusal.status());
    response.setContentType("application/problem+json");
    response.setContentLength(body.length);
    response.setHeader("Cache-Control", "no-store");
    response.getOutputStream().write(body);
  }

  @Override
  public void destroy() {
    streams.all().forEach(EventStream::end);
    threads.shutdown();
  }
}
