package io.tidings.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import io.tidings.engine.CloseReason;
import io.tidings.engine.PacketReceiver;
import io.tidings.engine.TransportName;
import io.tidings.packet.EncodedPacket;
import java.util.ArrayList;
import java.util.List;

/** A WebSocket of a client whose session is at another instance: the client's end. */
final class MoveClient implements BindableTransport {

  private final List<String> packets = new ArrayList<>();
  private final List<CloseReason> closes = new ArrayList<>();
  private volatile PacketReceiver receiver;
  private boolean ready = true;
  private boolean slow;

  MoveClient(String sid, String origin, Moving destination) {
    Arrival arrival = new Arrival(sid, origin, destination);
    receiver = arrival;
    arrival.opened(this);
  }

  @Override
  public void bind(PacketReceiver next) {
    receiver = next;
  }

  @Override
  public TransportName name() {
    return TransportName.WEBSOCKET;
  }

  @Override
  public synchronized boolean isReady() {
    return ready && closes.isEmpty();
  }

  @Override
  public void write(List<EncodedPacket> written) {
    synchronized (this) {
      written.forEach(packet -> packets.add(new String(packet.text(), UTF_8)));
      ready = !slow;
      if (slow) {
        return;
      }
    }
    receiver.flush();
  }

  @Override
  public synchronized void close(CloseReason reason) {
    closes.add(reason);
  }

  /** From now on a write is taken, and the next has to wait for {@link #caughtUp}. */
  synchronized void isSlow() {
    slow = true;
  }

  void caughtUp() {
    synchronized (this) {
      slow = false;
      ready = true;
    }
    receiver.flush();
  }

  synchronized List<String> packets() {
    return List.copyOf(packets);
  }

  synchronized boolean isClosed() {
    return !closes.isEmpty();
  }

  synchronized List<CloseReason> closes() {
    return List.copyOf(closes);
  }

  void send(String... sent) {
    for (String packet : sent) {
      receiver.receive(this, packet);
    }
  }

  void awaitPacket(String start) {
    await().until(() -> packets().stream().anyMatch(packet -> packet.startsWith(start)));
  }

  MoveClient probed() {
    send("2probe");
    awaitPacket("3probe");
    return this;
  }

  MoveClient upgraded() {
    probed().send("5");
    return this;
  }

  void lose() {
    receiver.transportClosed(this, CloseReason.TRANSPORT_CLOSE);
  }
}
