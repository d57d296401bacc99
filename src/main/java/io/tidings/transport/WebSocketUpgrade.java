package io.tidings.transport;

import io.tidings.engine.Engine;
import io.tidings.engine.Session;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** STUB until the WebSocket half is merged. */
public final class WebSocketUpgrade {
  void open(
      HttpServletRequest request, HttpServletResponse response, Session session, Engine engine) {
    throw new UnsupportedOperationException();
  }

  void probe(HttpServletRequest request, HttpServletResponse response, Session session) {
    throw new UnsupportedOperationException();
  }
}
