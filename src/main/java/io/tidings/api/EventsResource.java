package io.tidings.api;

import io.tidings.access.Limit;
import io.tidings.access.MemoryBudget;
import io.tidings.access.Rights;
import io.tidings.access.Visitor;
import io.tidings.feed.BadQueryException;
import io.tidings.feed.PastEvents;
import io.tidings.feed.Query;
import io.tidings.namespace.EventHandlers;
import io.tidings.transport.BodyException;
import io.tidings.transport.RequestBody;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;

/** Publishes events, and tells what was published. */
@Path("events")
@RequestScoped
public class EventsResource {

  /** Milliseconds. */
  private static final int USUAL_TIMEOUT = 10_000;

  private static final int LONGEST_TIMEOUT = 60_000;

  @Inject private EventHandlers handlers;
  @Inject private PastEvents past;
  @Inject private Visitor visitor;
  @Inject private RequestBody body;
  @Inject private Publishing publishing;
  @Inject private Repeatable repeatable;
  @Inject private MemoryBudget budget;

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  public CompletionStage<String> history(@Context UriInfo uri) {
    try {
      Query query = Query.of(uri.getQueryParameters(), null);
      if (handlers.find(query.namespace()).isEmpty()) {
        throw Problem.badRequest("namespace", "is not served here");
      }
      if (!visitor.rights().mayListen(query.namespace(), query.rooms())) {
        throw Problem.of(Response.Status.FORBIDDEN, "the token does not allow it");
      }
      return past.read(query, visitor.rights()::mayJoin)
          .exceptionallyCompose(EventsResource::unread);
    } catch (BadQueryException e) {
      throw Problem.badRequest(e.field(), e.getMessage());
    }
  }

  private static CompletionStage<String> unread(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return CompletableFuture.failedFuture(
        cause instanceof RejectedExecutionException
            ? Problem.of(Response.Status.TOO_MANY_REQUESTS, Limit.MEMORY.text())
            : failure);
  }

  /**
   * @param answer by it the request is asynchronous from its beginning, as its body has to be read
   */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.APPLICATION_JSON)
  public void publish(
      @QueryParam("ack") String ack,
      @QueryParam("timeout") String timeout,
      @HeaderParam(Repeatable.HEADER) String key,
      @Suspended AsyncResponse answer) {
    boolean wantsAcks = Parameters.flag("ack", ack);
    int patience = Parameters.number("timeout", timeout, USUAL_TIMEOUT, 1, LONGEST_TIMEOUT);
    // Now: what follows may be carried out on a thread that knows of no request.
    Rights rights = visitor.rights();
    body.whole(LimitedInputStream.LIMIT)
        .thenCompose(whole -> publish(wantsAcks, patience, key, rights, whole))
        .whenComplete(
            (response, failure) -> {
              if (failure == null) {
                answer.resume(response);
              } else {
                answer.resume(refusal(failure));
              }
            });
  }

  private static Throwable refusal(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof BodyException e ? Bodies.refusal(e) : cause;
  }

  private CompletionStage<Response> publish(
      boolean wantsAcks, int patience, String key, Rights rights, InputStream whole) {
    LimitedInputStream limited = new LimitedInputStream(whole, budget);
    try {
      return publish(wantsAcks, patience, key, rights, read(limited))
          .whenComplete((answer, failure) -> limited.release());
    } catch (RuntimeException | Error e) {
      limited.release();
      throw e;
    }
  }

  private CompletionStage<Response> publish(
      boolean wantsAcks, int patience, String key, Rights rights, JsonValue value) {
    if (value instanceof JsonArray && wantsAcks) {
      throw Problem.badRequest("ack", "is for one event, not for an array");
    }
    if (!(value instanceof JsonArray)) {
      // First: whose rights have gone is not told what was answered while there were some.
      publishing.check(value, rights);
    }
    return repeatable.once(
        owner(rights),
        key,
        wantsAcks + "\n" + value,
        () -> publish(value, rights, wantsAcks, patience));
  }

  /** Tokens that name no subject have nothing in common but what they allow. */
  private static String owner(Rights rights) {
    return rights.subject().isEmpty()
        ? "rights " + rights.namespaces() + rights.join() + rights.publish()
        : "subject " + rights.subject();
  }

  private CompletionStage<Response> publish(
      JsonValue value, Rights rights, boolean wantsAcks, int patience) {
    if (value instanceof JsonArray batch) {
      return publishing.batch(batch, rights);
    }
    return wantsAcks ? publishing.ask(value, rights, patience) : publishing.one(value, rights);
  }

  private static JsonValue read(LimitedInputStream body) {
    try (JsonReader reader = Json.createReader(body)) {
      return reader.readValue();
    } catch (JsonException e) {
      LimitedInputStream.rethrow(e);
      throw Problem.badRequest("body", "is not JSON");
    } catch (RuntimeException e) {
      // Parsson's word for JSON that is nested deeper than its limit.
      throw Problem.badRequest("body", "is nested too deep");
    }
  }
}
