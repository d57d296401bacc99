package io.tidings.engine;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what it hears, as words. */
final class RecordingListener implements SessionListener {

  final List<String> heard = new CopyOnWriteArrayList<>();

  @Override
  public void onOpen(Session session) {
    heard.add("open");
  }

  @Override
  public void onText(Session session, String message) {
    heard.add("text " + message);
  }

  @Override
  public void onBinary(Session session, byte[] message) {
    heard.add("binary " + message.length);
  }

  @Override
  public void onClose(Session session, CloseReason reason) {
    heard.add("close " + reason);
  }
}
