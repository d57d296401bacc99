package io.tidings.api;

import io.tidings.access.Gate;
import io.tidings.access.Rights;
import io.tidings.namespace.Answers;
import io.tidings.namespace.EventHandlers;
import io.tidings.namespace.SocketServer;
import io.tidings.namespace.Sockets;
import io.tidings.packet.BinaryMarks;
import io.tidings.packet.JsonText;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** Publishes what requests hold, and says what became of it. */
@Dependent
class Publishing {

  /** Events in one batch. */
  static final int MAX_BATCH = 10_000;

  /** RFC 4918, section 11.1. */
  private static final int MULTI_STATUS = 207;

  /** Seconds that a request waits for the message queue. */
  private static final int PATIENCE = 5;

  @Inject private SocketServer server;
  @Inject private Gate gate;
  @Inject private EventHandlers handlers;

  /** Publishes one event. */
  CompletionStage<Response> one(JsonValue value, Rights rights) {
    return publish(checked(value, rights))
        .handle(
            (id, failure) ->
                failure == null
                    ? Response.accepted(id(id)).build()
                    : Problem.response(status(failure), detail(failure)));
  }

  /** Publishes in their order those of a batch that are events; each has its result. */
  CompletionStage<Response> batch(JsonArray batch, Rights rights) {
    if (batch.isEmpty() || batch.size() > MAX_BATCH) {
      throw Problem.badRequest("body", "must hold 1 to " + MAX_BATCH + " events");
    }
    List<CompletableFuture<JsonObject>> results = new ArrayList<>(batch.size());
    batch.forEach(value -> results.add(result(value, rights)));
    return CompletableFuture.allOf(results.toArray(CompletableFuture[]::new))
        .thenApply(done -> results(results));
  }

  private CompletableFuture<JsonObject> result(JsonValue value, Rights rights) {
    try {
      return publish(checked(value, rights))
          .toCompletableFuture()
          .handle((id, failure) -> failure == null ? id(id) : failed(failure));
    } catch (WebApplicationException e) {
      return CompletableFuture.completedFuture(Problem.result(e.getResponse()));
    }
  }

  private static Response results(List<CompletableFuture<JsonObject>> results) {
    JsonArrayBuilder all = Json.createArrayBuilder();
    boolean accepted = true;
    for (CompletableFuture<JsonObject> result : results) {
      accepted &= result.join().containsKey("id");
      all.add(result.join());
    }
    return Response.status(accepted ? Status.ACCEPTED.getStatusCode() : MULTI_STATUS)
        .entity(Json.createObjectBuilder().add("results", all).build())
        .build();
  }

  /**
   * Publishes one event and waits for what its receivers answer.
   *
   * @param timeout milliseconds
   */
  CompletionStage<Response> ask(JsonValue value, Rights rights, int timeout) {
    EventRequest request = checked(value, rights);
    return to(request)
        .timeout(timeout)
        .emitWithAck(request.event(), request.arguments())
        .handle(
            (answers, failure) ->
                failure == null
                    ? Response.ok(json(answers)).build()
                    : Problem.response(status(failure), detail(failure)));
  }

  private static String json(Answers answers) {
    return "{\"received\":["
        + answers.received().entrySet().stream()
            .map(
                each ->
                    "{\"socket\":"
                        + JsonText.quote(each.getKey())
                        + ",\"args\":"
                        + BinaryMarks.json(each.getValue())
                        + "}")
            .collect(Collectors.joining(","))
        + "],\"unanswered\":["
        + answers.unanswered().stream().map(JsonText::quote).collect(Collectors.joining(","))
        + "]}";
  }

  /**
   * @throws WebApplicationException when it is no event, or may not be published
   */
  void check(JsonValue value, Rights rights) {
    checked(value, rights);
  }

  private EventRequest checked(JsonValue value, Rights rights) {
    EventRequest request = EventRequest.from(value);
    if (handlers.find(request.namespace()).isEmpty()) {
      throw Problem.badRequest("namespace", "is not served here");
    }
    if (!rights.mayPublish(request.namespace(), request.rooms())) {
      gate.notAllowed();
      throw Problem.of(Status.FORBIDDEN, "the token does not allow it");
    }
    return request;
  }

  private CompletionStage<String> publish(EventRequest request) {
    return to(request)
        .emit(request.event(), request.arguments())
        .toCompletableFuture()
        .copy()
        .orTimeout(PATIENCE, TimeUnit.SECONDS);
  }

  private Sockets to(EventRequest request) {
    return server
        .of(request.namespace())
        .to(request.rooms().toArray(String[]::new))
        .except(request.except().toArray(String[]::new));
  }

  private static JsonObject id(String id) {
    return Json.createObjectBuilder().add("id", id).build();
  }

  private static JsonObject failed(Throwable failure) {
    JsonObjectBuilder result = Json.createObjectBuilder();
    return result
        .add("status", status(failure).getStatusCode())
        .add("detail", detail(failure))
        .build();
  }

  private static boolean isLate(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof TimeoutException;
  }

  private static Status status(Throwable failure) {
    return isLate(failure) ? Status.GATEWAY_TIMEOUT : Status.SERVICE_UNAVAILABLE;
  }

  private static String detail(Throwable failure) {
    return isLate(failure)
        ? "the message queue does not answer; what was sent is kept, and published when it does"
        : "the message queue does not answer; try again";
  }
}
