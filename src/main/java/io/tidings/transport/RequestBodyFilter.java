package io.tidings.transport;

import io.tidings.engine.Engine;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Hands the bodies of requests to whoever serves these: see {@link RequestBody}. */
final class RequestBodyFilter extends HttpFilter {

  private static final long serialVersionUID = 1L;

  /** They never wait for a client; what they do for one may wait for Redis. */
  private static final int THREADS = 8;

  private static final long IDLE_SECONDS = 30;

  private final transient RequestBody body;
  private final transient RequestBody.Means means;
  private final transient ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          THREADS,
          THREADS,
          IDLE_SECONDS,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          RequestBodyFilter::thread,
          // When the application ends, nobody is there to be answered.
          new ThreadPoolExecutor.DiscardPolicy());

  /**
   * @param body the one of each request
   */
  RequestBodyFilter(RequestBody body, Engine engine) {
    this.body = body;
    this.means = new RequestBody.Means(engine.budget(), engine.timer(), threads);
    threads.allowCoreThreadTimeOut(true);
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "tidings-bodies");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    CompletableFuture<Void> left = new CompletableFuture<>();
    body.comes(request, means, left);
    try {
      chain.doFilter(request, response);
    } finally {
      left.complete(null);
    }
  }

  @Override
  public void destroy() {
    threads.shutdown();
  }
}
