package io.tidings.transport;

import io.tidings.access.MemoryBudget.Account;
import io.tidings.engine.CloseReason;
import io.tidings.engine.Engine;
import io.tidings.engine.PacketReceiver;
import io.tidings.engine.Session;
import io.tidings.engine.Transport;
import io.tidings.packet.EnginePacket;
import io.tidings.packet.JsonFrameDecoder;
import io.tidings.packet.JsonFrameDecoder.Message;
import io.tidings.packet.JsonFrameEncoder;
import io.tidings.packet.PacketException;
import java.util.Map;
import java.util.Optional;

/** Brings JSON frames to a session, as the packets that a client of Socket.IO would send. */
final class JsonReceiver implements PacketReceiver {

  private static final EnginePacket PONG = new EnginePacket.Pong("");

  private final Session session;
  private final Map<String, String> query;
  private final JsonFrameDecoder decoder = new JsonFrameDecoder();

  /**
   * @param session that is to be opened
   * @param query of the client's address, which may say where to connect
   */
  JsonReceiver(Session session, Map<String, String> query) {
    this.session = session;
    this.query = query;
  }

  /** Opens the session over the client's connection. */
  void start(Transport transport, Engine engine) {
    engine.start(session, transport);
    bring(transport, () -> decoder.decode(query));
  }

  @Override
  public void receive(Transport from, String frame) {
    bring(
        from,
        () -> {
          Optional<Message> message = decoder.decode(frame);
          if (message.isEmpty()) {
            session.send(JsonFrameEncoder.PONG);
          }
          return message;
        });
  }

  private void bring(Transport from, Reading reading) {
    if (!session.isOpen()) {
      // It has been told its fault; what it sent meanwhile is worth no work.
      return;
    }
    try {
      reading.read().ifPresent(message -> bring(from, message));
    } catch (PacketException e) {
      session.fail(e.getMessage());
    }
  }

  private void bring(Transport from, Message message) {
    session.receive(from, message.packet());
    for (byte[] attachment : message.attachments()) {
      session.receive(from, attachment);
    }
  }

  @Override
  public void receive(Transport from, byte[] message) {
    session.fail("binary frames have no meaning here");
  }

  @Override
  public void pong(Transport from) {
    session.receive(from, PONG);
  }

  @Override
  public void flush() {
    session.flush();
  }

  @Override
  public Account account() {
    return session.account();
  }

  @Override
  public void transportClosed(Transport from, CloseReason reason) {
    session.transportClosed(from, reason);
  }

  /** What makes a message of what a client sent. */
  private interface Reading {
    Optional<Message> read() throws PacketException;
  }
}
