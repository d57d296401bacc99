package io.tidings.endtoend;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.glassfish.tyrus.client.ClientManager;
import org.glassfish.tyrus.client.ClientProperties;
import org.glassfish.tyrus.client.SslEngineConfigurator;
import org.glassfish.tyrus.container.jdk.client.JdkClientContainer;

/** A client of Jakarta WebSocket, at {@code /ws}, that publishes by the room service. */
final class WebSocketTalker extends Endpoint implements AutoCloseable {

  private static final long PATIENCE = 20;

  private final String room;
  private final Talker talker;
  private final Session session;
  private final CompletableFuture<String> connected = new CompletableFuture<>();
  private final AtomicInteger ids = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonObject>> asked = new ConcurrentHashMap<>();

  WebSocketTalker(URI server, SSLContext trust, String room, Talker.Plan plan) throws Exception {
    this.room = room;
    this.talker = new Talker("JSR-356", plan, this::publish);
    ClientEndpointConfig config =
        ClientEndpointConfig.Builder.create()
            .preferredSubprotocols(List.of("tidings.v1.json"))
            .build();
    URI address = URI.create("wss://" + server.getAuthority() + "/ws?namespace=/");
    ClientManager tyrus = ClientManager.createClient(JdkClientContainer.class.getName());
    // It would be ClientEndpointConfig.sslContext, but Tyrus looks at that only beside this.
    tyrus
        .getProperties()
        .put(ClientProperties.SSL_ENGINE_CONFIGURATOR, new SslEngineConfigurator(trust));
    session = tyrus.connectToServer(this, config, address);
  }

  /** The id of its socket. */
  String id() throws Exception {
    return connected.get(PATIENCE, TimeUnit.SECONDS);
  }

  void join() throws Exception {
    call("join", Json.createArrayBuilder().add(room).build()).get(PATIENCE, TimeUnit.SECONDS);
  }

  Talker talker() {
    return talker;
  }

  private CompletionStage<String> publish(JsonArray args) {
    JsonArrayBuilder all = Json.createArrayBuilder().add(room).add("said");
    args.forEach(all::add);
    return call("publish", all.build()).thenApply(answer -> answer.getString("id"));
  }

  /** An event of the room service, and its answer; what is not ok fails. */
  private CompletableFuture<JsonObject> call(String event, JsonArray args) {
    int id = ids.incrementAndGet();
    CompletableFuture<JsonObject> answer = new CompletableFuture<>();
    asked.put(id, answer);
    String frame =
        Json.createObjectBuilder()
            .add("type", "event")
            .add("event", event)
            .add("args", args)
            .add("id", id)
            .build()
            .toString();
    session
        .getAsyncRemote()
        .sendText(
            frame,
            sent -> {
              if (!sent.isOK()) {
                answer.completeExceptionally(sent.getException());
              }
            });
    return answer.thenApply(WebSocketTalker::ok);
  }

  private static JsonObject ok(JsonObject answer) {
    if (!answer.getBoolean("ok", false)) {
      throw new IllegalStateException(answer.toString());
    }
    return answer;
  }

  @Override
  public void onOpen(Session opened, EndpointConfig config) {
    opened.addMessageHandler(String.class, (MessageHandler.Whole<String>) this::takes);
  }

  private void takes(String text) {
    JsonObject frame = Json.createReader(new StringReader(text)).readObject();
    switch (frame.getString("type")) {
      case "connected" -> connected.complete(frame.getString("sid"));
      case "event" ->
          talker.hears(
              frame.getString("offset", "none"),
              frame.getString("event"),
              frame.getJsonArray("args"));
      case "ack" ->
          asked.remove(frame.getInt("id")).complete(frame.getJsonArray("args").getJsonObject(0));
      default -> talker.fails(text);
    }
  }

  @Override
  public void onClose(Session over, CloseReason reason) {
    talker.fails(reason.toString());
  }

  @Override
  public void close() throws IOException {
    session.close();
  }
}
