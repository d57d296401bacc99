package io.tidings.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.CloseReason;
import jakarta.websocket.ContainerProvider;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A client of {@code /ws} that is made of Jakarta WebSocket alone. */
final class JsonSocket extends Endpoint implements AutoCloseable {

  private static final long PATIENCE = 20;

  private final BlockingQueue<String> frames = new LinkedBlockingQueue<>();
  private final CompletableFuture<CloseReason> closed = new CompletableFuture<>();
  private final Session session;

  JsonSocket(String address, String... subprotocols) throws Exception {
    ClientEndpointConfig config =
        ClientEndpointConfig.Builder.create().preferredSubprotocols(List.of(subprotocols)).build();
    session =
        ContainerProvider.getWebSocketContainer()
            .connectToServer(this, config, URI.create(address));
  }

  @Override
  public void onOpen(Session opened, EndpointConfig config) {
    opened.addMessageHandler(String.class, (MessageHandler.Whole<String>) frames::add);
  }

  @Override
  public void onClose(Session over, CloseReason reason) {
    closed.complete(reason);
  }

  void send(String frame) throws IOException {
    session.getBasicRemote().sendText(frame);
  }

  void send(byte[] frame) throws IOException {
    session.getBasicRemote().sendBinary(ByteBuffer.wrap(frame));
  }

  /** The next frame from the server. */
  JsonObject next() throws InterruptedException {
    String frame = frames.poll(PATIENCE, TimeUnit.SECONDS);
    assertThat(frame).as("the next frame").isNotNull();
    return Json.createReader(new StringReader(frame)).readObject();
  }

  /** The next frame of a type; others are passed over. */
  JsonObject next(String type) throws InterruptedException {
    JsonObject frame = next();
    while (!frame.getString("type").equals(type)) {
      frame = next();
    }
    return frame;
  }

  /** The next event of a name; everything else is passed over. */
  JsonObject event(String name) throws InterruptedException {
    JsonObject event = next("event");
    while (!event.getString("event").equals(name)) {
      event = next("event");
    }
    return event;
  }

  String subprotocol() {
    return session.getNegotiatedSubprotocol();
  }

  boolean isOpen() {
    return session.isOpen();
  }

  CloseReason closed() throws Exception {
    return closed.get(PATIENCE, TimeUnit.SECONDS);
  }

  @Override
  public void close() throws IOException {
    session.close();
  }
}
