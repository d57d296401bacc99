package io.tidings.api;

import io.tidings.feed.BadQueryException;
import io.tidings.feed.PastEvents;
import io.tidings.feed.Query;
import io.tidings.namespace.EventHandlers;
import io.tidings.namespace.SocketServer;
import io.tidings.namespace.Sockets;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonException;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Publishes events, and tells what was published. */
@Path("events")
@RequestScoped
@Tag(name = "events")
public class EventsResource {

  /** Events in one batch. */
  private static final int MAX_BATCH = 10_000;

  /** Seconds that a request waits for the message queue. */
  private static final int PATIENCE = 5;

  @Inject private SocketServer server;
  @Inject private EventHandlers handlers;
  @Inject private PastEvents past;

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "What was said a while ago, or a stream of it",
      description =
          "Oldest first: what was for everyone in the namespace, and what was for any of the rooms.")
  public CompletionStage<String> history(@Context UriInfo uri) {
    try {
      Query query = Query.of(uri.getQueryParameters(), null);
      if (handlers.find(query.namespace()).isEmpty()) {
        throw Problem.badRequest("namespace", "is not served here");
      }
      return past.read(query);
    } catch (BadQueryException e) {
      throw Problem.badRequest(e.field(), e.getMessage());
    }
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Publish an event, or an array of them",
      description =
          "Sends an event to the sockets in any of the rooms, on every instance; without rooms, to"
              + " everyone in the namespace. Of an array, all events are published in order, or"
              + " none when one is refused.")
  public CompletionStage<Response> publish(InputStream body) {
    JsonValue value = read(body);
    if (value instanceof JsonArray batch) {
      return publishAll(batch);
    }
    return publish(checked(value, "")).handle(EventsResource::single);
  }

  private static JsonValue read(InputStream body) {
    try (JsonReader reader = Json.createReader(new LimitedInputStream(body))) {
      return reader.readValue();
    } catch (JsonException e) {
      LimitedInputStream.rethrow(e);
      throw Problem.badRequest("body", "is not JSON");
    } catch (RuntimeException e) {
      // Parsson's word for JSON that is nested deeper than its limit.
      throw Problem.badRequest("body", "is nested too deep");
    }
  }

  private CompletionStage<Response> publishAll(JsonArray batch) {
    if (batch.isEmpty() || batch.size() > MAX_BATCH) {
      throw Problem.badRequest("body", "must hold 1 to " + MAX_BATCH + " events");
    }
    List<EventRequest> requests = new ArrayList<>(batch.size());
    for (int i = 0; i < batch.size(); i++) {
      requests.add(checked(batch.get(i), "[" + i + "]."));
    }
    List<CompletableFuture<String>> ids = new ArrayList<>(requests.size());
    for (EventRequest request : requests) {
      ids.add(publish(request).toCompletableFuture());
    }
    return CompletableFuture.allOf(ids.toArray(CompletableFuture[]::new))
        .handle((done, failure) -> failure == null ? all(ids) : unavailable(failure));
  }

  private EventRequest checked(JsonValue value, String at) {
    EventRequest request = EventRequest.from(value, at);
    if (handlers.find(request.namespace()).isEmpty()) {
      throw Problem.badRequest(at + "namespace", "is not served here");
    }
    return request;
  }

  private CompletionStage<String> publish(EventRequest request) {
    Sockets target =
        server
            .of(request.namespace())
            .to(request.rooms().toArray(String[]::new))
            .except(request.except().toArray(String[]::new));
    return target
        .emit(request.event(), request.arguments())
        .toCompletableFuture()
        .copy()
        .orTimeout(PATIENCE, TimeUnit.SECONDS);
  }

  private static Response single(String id, Throwable failure) {
    return failure == null
        ? Response.accepted(Json.createObjectBuilder().add("id", id).build()).build()
        : unavailable(failure);
  }

  private static Response all(List<CompletableFuture<String>> ids) {
    JsonArrayBuilder results = Json.createArrayBuilder();
    for (CompletableFuture<String> id : ids) {
      results.add(Json.createObjectBuilder().add("id", id.join()));
    }
    return Response.accepted(Json.createObjectBuilder().add("results", results).build()).build();
  }

  private static Response unavailable(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof TimeoutException
        ? Problem.response(
            Response.Status.GATEWAY_TIMEOUT,
            "the message queue does not answer; what was sent is kept, and published when it does")
        : Problem.response(
            Response.Status.SERVICE_UNAVAILABLE, "the message queue does not answer; try again");
  }
}
