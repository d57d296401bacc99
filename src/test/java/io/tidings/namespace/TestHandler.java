package io.tidings.namespace;

import io.tidings.packet.Arguments;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A handler that notes what it is told, and does what a test wants. */
public class TestHandler implements EventHandler {

  /** Does something for an event. */
  @FunctionalInterface
  public interface OnEvent {
    void event(Socket socket, String event, Arguments arguments, Ack ack);
  }

  public final List<String> told = new CopyOnWriteArrayList<>();
  public final List<Socket> sockets = new CopyOnWriteArrayList<>();

  /** The ids of the sockets whose end it was told, each as often as it was. */
  public final List<String> ended = new CopyOnWriteArrayList<>();

  public volatile Consumer<Socket> onConnect = socket -> {};
  public volatile OnEvent onEvent = (socket, event, arguments, ack) -> {};
  public volatile boolean blocking;

  @Override
  public boolean blocksOnConnect() {
    return blocking;
  }

  @Override
  public boolean blocksOn(String event) {
    return blocking;
  }

  @Override
  public void connect(Socket socket) {
    onConnect.accept(socket);
    told.add("connect");
    sockets.add(socket);
  }

  @Override
  public void event(Socket socket, String event, Arguments arguments, Ack ack) {
    told.add(event + arguments.json());
    onEvent.event(socket, event, arguments, ack);
  }

  @Override
  public boolean serverEvent(String namespace, String event, Arguments arguments, Ack ack) {
    told.add("server event " + namespace + " " + event + arguments.json());
    onEvent.event(null, event, arguments, ack);
    return !event.equals("unknown");
  }

  @Override
  public void disconnect(Socket socket, DisconnectReason reason) {
    told.add("disconnect: " + reason.text());
    ended.add(socket.id());
  }
}
