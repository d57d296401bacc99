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
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Rooms and their members, over all instances. */
@Path("rooms")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "presence")
public class RoomsResource {

  @Inject private Presence presence;

  /** A room and how many sockets are in it. */
  public record RoomCount(String name, int members) {}

  /** The rooms of a namespace, by name. */
  public record RoomList(String namespace, List<RoomCount> rooms) {}

  /** A room and the ids of the sockets in it. */
  public record Room(String namespace, String name, int members, List<String> sockets) {}

  @GET
  @Operation(summary = "The rooms of a namespace with their counts of members")
  public CompletionStage<RoomList> list(
      @QueryParam("namespace") @DefaultValue("/") String namespace) {
    return presence.rooms(namespace).thenApply(rooms -> list(namespace, rooms));
  }

  private static RoomList list(String namespace, Map<String, Integer> rooms) {
    List<RoomCount> counts =
        new TreeMap<>(rooms)
            .entrySet().stream().map(e -> new RoomCount(e.getKey(), e.getValue())).toList();
    return new RoomList(namespace, counts);
  }

  @GET
  @Path("{room}")
  @Operation(summary = "The members of a room; an unknown room has none")
  public CompletionStage<Room> one(
      @PathParam("room") String room,
      @QueryParam("namespace") @DefaultValue("/") String namespace) {
    return presence
        .sockets(namespace, Optional.of(room))
        .thenApply(
            sockets -> {
              List<String> ids = sockets.stream().map(SocketRecord::id).toList();
              return new Room(namespace, room, ids.size(), ids);
            });
  }
}
