package io.tidings.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidings.packet.EncodedPacket;
import java.util.ArrayList;
import java.util.List;

/** A transport that keeps what it is given, instead of a client. */
public final class RecordingTransport implements Transport {

  private final TransportName name;
  private final List<List<EncodedPacket>> writes = new ArrayList<>();
  private final List<CloseReason> closes = new ArrayList<>();
  private Runnable onWrite = () -> {};
  private boolean ready;

  private RecordingTransport(TransportName name, boolean ready) {
    this.name = name;
    this.ready = ready;
  }

  /** Always ready. */
  public static RecordingTransport webSocket() {
    return new RecordingTransport(TransportName.WEBSOCKET, true);
  }

  /** Ready for one write, and then again after {@link #poll}. */
  public static RecordingTransport polling() {
    return new RecordingTransport(TransportName.POLLING, true);
  }

  @Override
  public TransportName name() {
    return name;
  }

  @Override
  public synchronized boolean isReady() {
    return ready;
  }

  public synchronized void setReady(boolean now) {
    ready = now;
  }

  /** The client's next GET. */
  public void poll(Session session) {
    setReady(true);
    session.pollArrived();
  }

  /** What to do within a write. */
  public void onWrite(Runnable action) {
    onWrite = action;
  }

  @Override
  public void write(List<EncodedPacket> packets) {
    synchronized (this) {
      writes.add(List.copyOf(packets));
      ready = name == TransportName.WEBSOCKET && ready;
    }
    onWrite.run();
  }

  @Override
  public synchronized void close(CloseReason reason) {
    ready = false;
    closes.add(reason);
  }

  /** The texts of all packets, in the order in which they were written. */
  public synchronized List<String> texts() {
    return writes.stream().flatMap(List::stream).map(RecordingTransport::text).toList();
  }

  public synchronized List<EncodedPacket> packets() {
    return writes.stream().flatMap(List::stream).toList();
  }

  /** The texts of all packets, by the write that they shared. */
  public synchronized List<List<String>> writes() {
    return writes.stream().map(w -> w.stream().map(RecordingTransport::text).toList()).toList();
  }

  /** The texts since the last call of this. */
  public synchronized List<String> take() {
    List<String> texts = texts();
    writes.clear();
    return texts;
  }

  public synchronized List<CloseReason> closes() {
    return List.copyOf(closes);
  }

  private static String text(EncodedPacket packet) {
    return new String(packet.text(), UTF_8);
  }
}
