package io.tidings.api;

import io.tidings.broadcast.Presence;
import io.tidings.broadcast.SocketRecord;
import io.tidings.namespace.DisconnectedException;
import io.tidings.namespace.EventRefusedException;
import io.tidings.namespace.RemoteSocket;
import io.tidings.namespace.SocketServer;
import io.tidings.namespace.TooManyRoomsException;
import io.tidings.packet.NameRules;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/** Who is connected, over all instances, and what is done to them. */
@Path("sockets")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class SocketsResource {

  @Inject private Presence presence;
  @Inject private SocketServer server;

  /**
   * Sockets, by their ids.
   *
   * @param next the {@code after} of what follows; null when nothing does
   */
  public record SocketList(List<SocketRecord> sockets, String next) {}

  @GET
  public CompletionStage<SocketList> list(
      @QueryParam("namespace") @DefaultValue("/") String namespace,
      @QueryParam("room") String room,
      @QueryParam("after") String after,
      @QueryParam("limit") String limit) {
    Paging paging = Paging.of(after, limit);
    return presence
        .sockets(namespace, Optional.ofNullable(room), paging.after(), paging.oneMore())
        .thenApply(all -> paging.part(all, SocketRecord::id))
        .thenApply(part -> new SocketList(part.items(), part.next()));
  }

  @GET
  @Path("{id}")
  public CompletionStage<SocketRecord> one(@PathParam("id") String id) {
    return presence.socket(id).thenApply(found -> found.orElseThrow(SocketsResource::unknown));
  }

  @DELETE
  @Path("{id}")
  public CompletionStage<Response> disconnect(
      @PathParam("id") String id, @QueryParam("close") String close) {
    boolean whole = Parameters.flag("close", close);
    return withSocket(id, socket -> socket.disconnect(whole));
  }

  @PUT
  @Path("{id}/rooms/{room}")
  public CompletionStage<Response> join(
      @PathParam("id") String id, @PathParam("room") String room) {
    Optional<String> fault = NameRules.roomFault(room);
    if (fault.isPresent()) {
      throw Problem.badRequest("room", fault.get());
    }
    return withSocket(id, socket -> socket.join(room));
  }

  @DELETE
  @Path("{id}/rooms/{room}")
  public CompletionStage<Response> leave(
      @PathParam("id") String id, @PathParam("room") String room) {
    return withSocket(id, socket -> socket.leave(room));
  }

  private CompletionStage<Response> withSocket(
      String id, Function<RemoteSocket, CompletionStage<Void>> action) {
    return server
        .socket(id)
        .thenCompose(found -> carryOut(action, found.orElseThrow(SocketsResource::unknown)));
  }

  private static CompletionStage<Response> carryOut(
      Function<RemoteSocket, CompletionStage<Void>> action, RemoteSocket socket) {
    return action
        .apply(socket)
        .handle(
            (done, failure) -> {
              if (failure == null) {
                return Response.noContent().build();
              }
              throw problem(failure instanceof CompletionException ? failure.getCause() : failure);
            });
  }

  /** Package-private for its test. */
  static RuntimeException problem(Throwable failure) {
    if (failure instanceof TooManyRoomsException) {
      return Problem.of(Response.Status.CONFLICT, failure.getMessage());
    }
    if (failure instanceof EventRefusedException) {
      return Problem.of(Response.Status.BAD_REQUEST, failure.getMessage());
    }
    if (failure instanceof DisconnectedException) {
      return unknown();
    }
    if (failure instanceof TimeoutException) {
      return Problem.of(
          Response.Status.GATEWAY_TIMEOUT,
          "the socket's instance does not answer; it may have done what it was asked");
    }
    return new CompletionException(failure);
  }

  private static WebApplicationException unknown() {
    return Problem.of(Response.Status.NOT_FOUND, "no socket has this id");
  }
}
