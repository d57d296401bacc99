package io.tidings.transport;

import io.tidings.engine.Engine;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** At an instance that leaves, counts the requests inside, and lets none keep its connection. */
final class DoorwayFilter extends HttpFilter {

  private static final long serialVersionUID = 1L;

  private final transient Doorway doorway;
  private final transient Engine engine;

  DoorwayFilter(Doorway doorway, Engine engine) {
    this.doorway = doorway;
    this.engine = engine;
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    doorway.pass(request);
    if (engine.isDraining()) {
      count(request, response, chain);
    } else {
      chain.doFilter(request, response);
    }
  }

  private void count(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    ((HttpServletResponse) response).setHeader("Connection", "close");
    doorway.enter();
    try {
      chain.doFilter(request, response);
    } finally {
      if (!leavesLater(request)) {
        doorway.leave();
      }
    }
  }

  private boolean leavesLater(ServletRequest request) {
    try {
      if (request.isAsyncStarted()) {
        request.getAsyncContext().addListener(new Leaving());
        return true;
      }
    } catch (IllegalStateException e) {
      // It has just been answered.
    }
    return false;
  }

  private final class Leaving implements AsyncListener {

    @Override
    public void onComplete(AsyncEvent event) {
      doorway.leave();
    }

    @Override
    public void onTimeout(AsyncEvent event) {}

    @Override
    public void onError(AsyncEvent event) {}

    @Override
    public void onStartAsync(AsyncEvent event) {
      event.getAsyncContext().addListener(this);
    }
  }
}
