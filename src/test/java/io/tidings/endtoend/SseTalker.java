package io.tidings.endtoend;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.ClientBuilder;
import jakarta.ws.rs.client.ClientRequestFilter;
import jakarta.ws.rs.client.ClientResponseFilter;
import jakarta.ws.rs.client.Entity;
import jakarta.ws.rs.client.WebTarget;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.sse.InboundSseEvent;
import jakarta.ws.rs.sse.SseEventSource;
import java.io.StringReader;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;

/** A client of JAX-RS that listens to server-sent events, and publishes by POST, with a key. */
final class SseTalker implements AutoCloseable {

  private static final long PATIENCE = 20;

  private final String room;
  private final Talker talker;
  private final Client client;
  private final WebTarget events;
  private final SseEventSource source;
  private final CompletableFuture<String> instance = new CompletableFuture<>();
  private final CompletableFuture<Void> placed = new CompletableFuture<>();

  SseTalker(URI server, SSLContext trust, String key, String room, Talker.Plan plan) {
    this.room = room;
    this.talker = new Talker("JAX-RS", plan, this::publish);
    this.client = ClientBuilder.newBuilder().sslContext(trust).build();
    client.register(
        (ClientRequestFilter) request -> request.getHeaders().putSingle("X-API-Key", key));
    client.register(
        (ClientResponseFilter)
            (request, response) -> instance.complete(response.getHeaderString("Tidings-Instance")));
    this.events = client.target(server).path("api/events");
    this.source = SseEventSource.target(events.queryParam("room", room)).build();
    source.register(this::takes, failure -> talker.fails(failure.toString()));
  }

  /** Connects; whatever is published afterwards is heard. */
  void listen() throws Exception {
    source.open();
    placed.get(PATIENCE, TimeUnit.SECONDS);
  }

  String instance() {
    return instance.join();
  }

  Talker talker() {
    return talker;
  }

  private void takes(InboundSseEvent event) {
    String data = event.readData();
    if (data == null || data.isEmpty()) {
      placed.complete(null);
    } else if (data.startsWith("[")) {
      talker.hears(
          event.getId(), event.getName(), Json.createReader(new StringReader(data)).readArray());
    } else {
      talker.fails(event.getName() + " " + data);
    }
  }

  private CompletionStage<String> publish(JsonArray args) {
    String event =
        Json.createObjectBuilder()
            .add("rooms", Json.createArrayBuilder().add(room))
            .add("event", "said")
            .add("args", args)
            .build()
            .toString();
    return events
        .request(MediaType.APPLICATION_JSON)
        .rx()
        .post(Entity.json(event))
        .thenApply(SseTalker::id);
  }

  private static String id(Response response) {
    String text = response.readEntity(String.class);
    if (response.getStatus() != 202) {
      throw new IllegalStateException(response.getStatus() + " " + text);
    }
    JsonObject answer = Json.createReader(new StringReader(text)).readObject();
    return answer.getString("id");
  }

  @Override
  public void close() {
    source.close(0, TimeUnit.MILLISECONDS);
    client.close();
  }
}
