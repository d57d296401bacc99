package io.tidings.transport;

import io.tidings.engine.CloseReason;
import io.tidings.engine.Session;
import io.tidings.engine.SessionListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Notes what sessions hear. */
final class Heard implements SessionListener {

  private final List<String> messages = new CopyOnWriteArrayList<>();
  private final List<CloseReason> closed = new CopyOnWriteArrayList<>();

  List<String> messages() {
    return messages;
  }

  List<CloseReason> closed() {
    return closed;
  }

  @Override
  public void onOpen(Session session) {}

  @Override
  public void onText(Session session, String message) {
    messages.add(message);
  }

  @Override
  public void onBinary(Session session, byte[] message) {
    messages.add(message.length + " bytes");
  }

  @Override
  public void onClose(Session session, CloseReason reason) {
    closed.add(reason);
  }
}
