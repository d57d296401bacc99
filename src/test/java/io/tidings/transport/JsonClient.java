package io.tidings.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidings.engine.CloseReason;
import io.tidings.engine.Engine;
import io.tidings.engine.HandshakeRequest;
import io.tidings.engine.Transport;
import io.tidings.engine.TransportName;
import io.tidings.packet.EncodedPacket;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A client of {@code /ws}, with an engine's session in the same process and no network between. */
final class JsonClient implements Transport, FrameSender, FrameSender.Outcome {

  private static final long PATIENCE = 20;

  private final BlockingQueue<EncodedPacket> frames = new LinkedBlockingQueue<>();
  private final CompletableFuture<CloseReason> closed = new CompletableFuture<>();
  private final JsonSender sender = new JsonSender(this, this);
  private final JsonReceiver receiver;

  /**
   * @param query of its address
   */
  JsonClient(Engine engine, Map<String, String> query) {
    HandshakeRequest request = new HandshakeRequest(Map.of(), Map.of(), "192.0.2.1", false);
    receiver = new JsonReceiver(engine.create(request), query);
    receiver.start(this, engine);
  }

  void send(String frame) {
    receiver.receive(this, frame);
  }

  void send(byte[] frame) {
    receiver.receive(this, frame);
  }

  /** The next frame from the server. */
  String next() throws InterruptedException {
    return new String(packet().text(), UTF_8);
  }

  JsonObject object() throws InterruptedException {
    return Json.createReader(new StringReader(next())).readObject();
  }

  EncodedPacket packet() throws InterruptedException {
    EncodedPacket frame = frames.poll(PATIENCE, TimeUnit.SECONDS);
    assertThat(frame).as("the next frame").isNotNull();
    return frame;
  }

  void answerPing() throws InterruptedException {
    assertThat(packet()).isSameAs(EncodedPacket.PING_FRAME);
    receiver.pong(this);
  }

  CloseReason closed() throws Exception {
    return closed.get(PATIENCE, TimeUnit.SECONDS);
  }

  boolean isOpen() {
    return !closed.isDone();
  }

  /** Loses its connection. */
  void drop() {
    closed.complete(CloseReason.TRANSPORT_CLOSE);
    receiver.transportClosed(this, CloseReason.TRANSPORT_CLOSE);
  }

  @Override
  public TransportName name() {
    return TransportName.WEBSOCKET;
  }

  @Override
  public boolean isReady() {
    return isOpen();
  }

  @Override
  public void write(List<EncodedPacket> packets) {
    sender.send(packets);
  }

  @Override
  public Optional<EncodedPacket> complaint(String why) {
    return sender.complaint(why);
  }

  @Override
  public void close(CloseReason reason) {
    closed.complete(reason);
  }

  @Override
  public void send(List<EncodedPacket> packets) {
    packets.forEach(packet -> assertThat(packet.attachments()).isEmpty());
    frames.addAll(packets);
    sent();
  }

  @Override
  public void sent() {}

  @Override
  public void failed(Throwable cause) {}
}
