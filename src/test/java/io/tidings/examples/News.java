package io.tidings.examples;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.ClientBuilder;
import jakarta.ws.rs.client.ClientRequestFilter;
import jakarta.ws.rs.client.Entity;
import jakarta.ws.rs.client.WebTarget;
import jakarta.ws.rs.sse.InboundSseEvent;
import jakarta.ws.rs.sse.SseEventSource;

/** Publishes each of its arguments; without any, it listens, and prints what is said. */
public class News {

  public static void main(String[] texts) throws Exception {
    String key = System.getenv("TIDINGS_API_KEY");
    Client client =
        ClientBuilder.newClient()
            .register(
                (ClientRequestFilter) request -> request.getHeaders().putSingle("X-API-Key", key));
    WebTarget events = client.target(System.getenv("TIDINGS_URL")).path("api/events");

    if (texts.length == 0) {
      listen(events);
    }
    for (String text : texts) {
      System.out.println(events.request().post(Entity.json(headline(text)), String.class));
    }
    client.close();
  }

  private static void listen(WebTarget events) throws InterruptedException {
    try (SseEventSource source = SseEventSource.target(events.queryParam("room", "news")).build()) {
      source.register(News::hear, Throwable::printStackTrace);
      source.open();
      Thread.currentThread().join();
    }
  }

  private static String headline(String text) {
    JsonObject event =
        Json.createObjectBuilder()
            .add("rooms", Json.createArrayBuilder().add("news"))
            .add("event", "headline")
            .add("args", Json.createArrayBuilder().add(text))
            .build();
    return event.toString();
  }

  /** What has no data only says how far the stream has come. */
  private static void hear(InboundSseEvent event) {
    if (!event.isEmpty() && !event.readData().isEmpty()) {
      System.out.println(event.getId() + " " + event.getName() + " " + event.readData());
    }
  }
}
