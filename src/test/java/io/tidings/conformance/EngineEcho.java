package io.tidings.conformance;

import io.tidings.access.MemoryBudget;
import io.tidings.config.CorsConfig;
import io.tidings.config.EngineConfig;
import io.tidings.config.OutboxConfig;
import io.tidings.config.WebSocketConfig;
import io.tidings.engine.CloseReason;
import io.tidings.engine.Engine;
import io.tidings.engine.Session;
import io.tidings.engine.SessionListener;
import io.tidings.engine.SystemTimer;
import io.tidings.packet.EngineCodec;
import io.tidings.transport.TransportListener;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;

/** An engine of its own at {@code /engine.io/}, without Socket.IO, that sends each message back. */
@WebListener
public class EngineEcho implements ServletContextListener, SessionListener {

  @Inject private EngineConfig config;
  @Inject private OutboxConfig outbox;
  @Inject private CorsConfig cors;
  @Inject private WebSocketConfig webSocket;

  private SystemTimer timer;
  private Engine engine;

  @Override
  public void contextInitialized(ServletContextEvent event) {
    timer = new SystemTimer();
    engine = new Engine("echo", config, outbox, timer, MemoryBudget.unlimited(), this);
    TransportListener.mount(event, "/engine.io", engine, cors, webSocket);
  }

  @Override
  public void contextDestroyed(ServletContextEvent event) {
    engine.close();
    timer.close();
  }

  @Override
  public void onOpen(Session session) {}

  @Override
  public void onText(Session session, String message) {
    session.send(EngineCodec.text(message));
  }

  @Override
  public void onBinary(Session session, byte[] message) {
    session.send(EngineCodec.binary(message));
  }

  @Override
  public void onClose(Session session, CloseReason reason) {}
}
