package io.tidings.api;

import io.tidings.broadcast.Presence;
import io.tidings.broadcast.SocketRecord;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Rooms and their members, over all instances. */
@Path("rooms")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "presence")
public class RoomsResource {

  static final String AFTER = "what `next` said of the part before";
  static final String LIMIT = "from 1 to 10000; 1000 where it is not said";

  @Inject private Presence presence;

  /** A room and how many sockets are in it. */
  public record RoomCount(String name, int members) {}

  /**
   * The rooms of a namespace, by name.
   *
   * @param next the {@code after} of what follows; null when nothing does
   */
  public record RoomList(String namespace, List<RoomCount> rooms, String next) {}

  /**
   * A room and the ids of the sockets in it, in their order.
   *
   * @param members all of them
   * @param next the {@code after} of what follows; null when nothing does
   */
  public record Room(
      String namespace, String name, int members, List<String> sockets, String next) {}

  @GET
  @Operation(
      operationId = "listRooms",
      summary = "The rooms of a namespace with their counts of members")
  @APIResponse(
      responseCode = "200",
      description = "the rooms",
      content = @Content(schema = @Schema(implementation = RoomList.class)))
  @APIResponse(
      responseCode = "400",
      description = "a parameter makes no sense; `field` says which",
      content =
          @Content(
              mediaType = Problem.MEDIA_TYPE,
              schema = @Schema(implementation = Documents.ProblemDocument.class)))
  public CompletionStage<RoomList> list(
      @QueryParam("namespace") @DefaultValue("/") String namespace,
      @Parameter(description = AFTER) @QueryParam("after") String after,
      @Parameter(description = LIMIT) @QueryParam("limit") String limit) {
    Paging paging = Paging.of(after, limit);
    return presence.rooms(namespace).thenApply(rooms -> list(namespace, rooms, paging));
  }

  private static RoomList list(String namespace, Map<String, Integer> rooms, Paging paging) {
    List<RoomCount> counts =
        rooms.entrySet().stream().map(e -> new RoomCount(e.getKey(), e.getValue())).toList();
    Paging.Part<RoomCount> part = paging.part(counts, RoomCount::name);
    return new RoomList(namespace, part.items(), part.next());
  }

  @GET
  @Path("{room}")
  @Operation(operationId = "readRoom", summary = "The members of a room; an unknown room has none")
  @APIResponse(
      responseCode = "200",
      description = "the room",
      content = @Content(schema = @Schema(implementation = Room.class)))
  @APIResponse(
      responseCode = "400",
      description = "a parameter makes no sense; `field` says which",
      content =
          @Content(
              mediaType = Problem.MEDIA_TYPE,
              schema = @Schema(implementation = Documents.ProblemDocument.class)))
  public CompletionStage<Room> one(
      @PathParam("room") String room,
      @QueryParam("namespace") @DefaultValue("/") String namespace,
      @Parameter(description = AFTER) @QueryParam("after") String after,
      @Parameter(description = LIMIT) @QueryParam("limit") String limit) {
    Paging paging = Paging.of(after, limit);
    return presence
        .sockets(namespace, Optional.of(room))
        .thenApply(
            sockets -> {
              List<String> ids = sockets.stream().map(SocketRecord::id).toList();
              Paging.Part<String> part = paging.part(ids, Function.identity());
              return new Room(namespace, room, ids.size(), part.items(), part.next());
            });
  }
}
