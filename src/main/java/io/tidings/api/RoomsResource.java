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

/** Rooms and their members, over all instances. */
@Path("rooms")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class RoomsResource {

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
  public CompletionStage<RoomList> list(
      @QueryParam("namespace") @DefaultValue("/") String namespace,
      @QueryParam("after") String after,
      @QueryParam("limit") String limit) {
    Paging paging = Paging.of(after, limit);
    return presence
        .rooms(namespace, paging.after(), paging.oneMore())
        .thenApply(rooms -> list(namespace, rooms, paging));
  }

  private static RoomList list(String namespace, Map<String, Integer> rooms, Paging paging) {
    List<RoomCount> counts =
        rooms.entrySet().stream().map(e -> new RoomCount(e.getKey(), e.getValue())).toList();
    Paging.Part<RoomCount> part = paging.part(counts, RoomCount::name);
    return new RoomList(namespace, part.items(), part.next());
  }

  @GET
  @Path("{room}")
  public CompletionStage<Room> one(
      @PathParam("room") String room,
      @QueryParam("namespace") @DefaultValue("/") String namespace,
      @QueryParam("after") String after,
      @QueryParam("limit") String limit) {
    Paging paging = Paging.of(after, limit);
    return presence
        .sockets(namespace, Optional.of(room), paging.after(), paging.oneMore())
        .thenCombine(
            presence.members(namespace, room),
            (sockets, members) -> {
              List<String> ids = sockets.stream().map(SocketRecord::id).toList();
              Paging.Part<String> part = paging.part(ids, Function.identity());
              return new Room(namespace, room, members, part.items(), part.next());
            });
  }
}
