package io.tidings.api;

import io.tidings.access.Rights;
import io.tidings.access.Visitor;
import io.tidings.feed.BadQueryException;
import io.tidings.feed.PastEvents;
import io.tidings.feed.Query;
import io.tidings.namespace.EventHandlers;
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
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Publishes events, and tells what was published. */
@Path("events")
@RequestScoped
@Tag(name = "events")
public class EventsResource {

  /** Milliseconds. */
  private static final int USUAL_TIMEOUT = 10_000;

  private static final int LONGEST_TIMEOUT = 60_000;

  @Inject private EventHandlers handlers;
  @Inject private PastEvents past;
  @Inject private Visitor visitor;
  @Inject private Publishing publishing;
  @Inject private Repeatable repeatable;

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "readEvents",
      summary = "What was said a while ago; as text/event-stream, and what is said from then on",
      description =
          "Oldest first: what was for everyone in the namespace, and what was for any of the rooms."
              + " A client that asks for text/event-stream is given what follows Last-Event-ID, or"
              + " `since`, and then each event as it comes: its id, its name as `event`, its"
              + " arguments as a JSON array in `data`. Where something may be missing, an event"
              + " `gap` comes first, whose data is an object.")
  @Parameter(
      name = "namespace",
      in = ParameterIn.QUERY,
      schema = @Schema(type = SchemaType.STRING, defaultValue = "/"))
  @Parameter(
      name = "room",
      in = ParameterIn.QUERY,
      description = "any number of them, up to 100",
      schema = @Schema(type = SchemaType.ARRAY, implementation = String.class))
  @Parameter(
      name = "since",
      in = ParameterIn.QUERY,
      description = "the id of an event, or what `next` said: what follows it is wanted",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "limit",
      in = ParameterIn.QUERY,
      description = "events of one page; not of a stream",
      schema =
          @Schema(
              type = SchemaType.INTEGER,
              defaultValue = "100",
              minimum = "1",
              maximum = "" + Query.MOST))
  @Parameter(
      name = "Last-Event-ID",
      in = ParameterIn.HEADER,
      description = "of a stream; counts more than `since`",
      schema = @Schema(type = SchemaType.STRING))
  @APIResponse(
      responseCode = "200",
      description = "a page, or a stream",
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = Documents.EventPage.class)),
        @Content(
            mediaType = MediaType.SERVER_SENT_EVENTS,
            schema = @Schema(type = SchemaType.STRING))
      })
  @APIResponse(
      responseCode = "400",
      description = "something makes no sense; `field` says what",
      content =
          @Content(
              mediaType = Problem.MEDIA_TYPE,
              schema = @Schema(implementation = Documents.ProblemDocument.class)))
  @APIResponse(
      responseCode = "504",
      description = "the message queue does not answer",
      content =
          @Content(
              mediaType = Problem.MEDIA_TYPE,
              schema = @Schema(implementation = Documents.ProblemDocument.class)))
  public CompletionStage<String> history(@Parameter(hidden = true) @Context UriInfo uri) {
    try {
      Query query = Query.of(uri.getQueryParameters(), null);
      if (handlers.find(query.namespace()).isEmpty()) {
        throw Problem.badRequest("namespace", "is not served here");
      }
      if (!visitor.rights().mayListen(query.namespace(), query.rooms())) {
        throw Problem.of(Response.Status.FORBIDDEN, "the token does not allow it");
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
      operationId = "publishEvents",
      summary = "Publish an event, or an array of them",
      description =
          "Sends an event to the sockets in any of the rooms, on every instance; without rooms, to"
              + " everyone in the namespace. Those of an array are published in order, each for"
              + " itself: its result has an id, or a status that says why not.")
  @RequestBody(
      required = true,
      // Payara passes over a choice (oneOf), so the array is in words.
      description = "an event, or an array of 1 to 10,000 of them",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = Documents.Event.class)))
  @APIResponse(
      responseCode = "202",
      description = "published: one, whose `id` it is, or all of an array, in `results`",
      content = @Content(schema = @Schema(implementation = Documents.Accepted.class)))
  @APIResponse(
      responseCode = "207",
      description = "of an array not all were published",
      content = @Content(schema = @Schema(implementation = Documents.BatchResults.class)))
  @APIResponse(
      responseCode = "200",
      description = "with `ack`: what the receivers have answered",
      content = @Content(schema = @Schema(implementation = Documents.Acks.class)))
  @APIResponse(
      responseCode = "400",
      description = "something makes no sense; `field` says what",
      content =
          @Content(
              mediaType = Problem.MEDIA_TYPE,
              schema = @Schema(implementation = Documents.ProblemDocument.class)))
  @APIResponse(
      responseCode = "422",
      description = "the key was that of another request",
      content =
          @Content(
              mediaType = Problem.MEDIA_TYPE,
              schema = @Schema(implementation = Documents.ProblemDocument.class)))
  @APIResponse(
      responseCode = "504",
      description = "the message queue does not answer",
      content =
          @Content(
              mediaType = Problem.MEDIA_TYPE,
              schema = @Schema(implementation = Documents.ProblemDocument.class)))
  public CompletionStage<Response> publish(
      @Parameter(
              description = "whether to wait for the answers of those who receive the event",
              schema = @Schema(type = SchemaType.BOOLEAN, defaultValue = "false"))
          @QueryParam("ack")
          String ack,
      @Parameter(
              description = "milliseconds to wait for answers",
              schema =
                  @Schema(
                      type = SchemaType.INTEGER,
                      defaultValue = "10000",
                      minimum = "1",
                      maximum = "60000"))
          @QueryParam("timeout")
          String timeout,
      @Parameter(
              description =
                  "of the client's choice, another for each request: one that is sent again with"
                      + " it is not carried out again, and is answered what the first was",
              schema = @Schema(type = SchemaType.STRING, minLength = 1, maxLength = 255))
          @HeaderParam(Repeatable.HEADER)
          String key,
      InputStream body) {
    boolean wantsAcks = Parameters.flag("ack", ack);
    int patience = Parameters.number("timeout", timeout, USUAL_TIMEOUT, 1, LONGEST_TIMEOUT);
    JsonValue value = read(body);
    if (value instanceof JsonArray && wantsAcks) {
      throw Problem.badRequest("ack", "is for one event, not for an array");
    }
    // Now: it may be carried out on a thread that knows of no request.
    Rights rights = visitor.rights();
    return repeatable.once(
        key,
        // Nobody is told what somebody else was answered.
        rights.subject() + "\n" + wantsAcks + "\n" + value,
        () -> publish(value, rights, wantsAcks, patience));
  }

  private CompletionStage<Response> publish(
      JsonValue value, Rights rights, boolean wantsAcks, int patience) {
    if (value instanceof JsonArray batch) {
      return publishing.batch(batch, rights);
    }
    return wantsAcks ? publishing.ask(value, rights, patience) : publishing.one(value, rights);
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
}
