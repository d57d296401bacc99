package io.tidings.api;

import io.tidings.broadcast.Presence;
import io.tidings.broadcast.SocketRecord;
import io.tidings.namespace.DisconnectedException;
import io.tidings.namespace.RemoteSocket;
import io.tidings.namespace.SocketServer;
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
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Who is connected, over all instances, and what is done to them. */
@Path("sockets")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "presence")
public class SocketsResource {

  @Inject private Presence presence;
  @Inject private SocketServer server;

  /** Sockets, in no particular order. */
  public record SocketList(List<SocketRecord> sockets) {}

  @GET
  @Operation(summary = "The sockets of a namespace, or those of them in a room")
  public CompletionStage<SocketList> list(
      @QueryParam("namespace") @DefaultValue("/") String namespace,
      @QueryParam("room") String room) {
    return presence.sockets(namespace, Optional.ofNullable(room)).thenApply(SocketList::new);
  }

  @GET
  @Path("{id}")
  @Operation(summary = "One socket, wherever it lives")
  public CompletionStage<SocketRecord> one(@PathParam("id") String id) {
    return presence.socket(id).thenApply(found -> found.orElseThrow(SocketsResource::unknown));
  }

  @DELETE
  @Path("{id}")
  @Operation(
      summary = "Disconnect a socket, wherever it lives",
      description = "Its client hears `io server disconnect` and does not come back by itself.")
  public CompletionStage<Response> disconnect(
      @PathParam("id") String id,
      @Parameter(description = "whether to close the whole connection, other namespaces included")
          @QueryParam("close")
          @DefaultValue("false")
          boolean close) {
    return withSocket(id, socket -> socket.disconnect(close));
  }

  @PUT
  @Path("{id}/rooms/{room}")
  @Operation(summary = "Bring a socket into a room, wherever it lives")
  public CompletionStage<Response> join(
      @PathParam("id") String id, @PathParam("room") String room) {
    return withSocket(id, socket -> socket.join(room));
  }

  @DELETE
  @Path("{id}/rooms/{room}")
  @Operation(summary = "Take a socket out of a room, wherever it lives")
  public CompletionStage<Response> leave(
      @PathParam("id") String id, @PathParam("room") String room) {
    return withSocket(id, socket -> socket.leave(room));
  }

  private CompletionStage<Response> withSocket(
      String id, Function<RemoteSocket, CompletionStage<Void>> action) {
    return server
        .socket(id)
        .thenCompose(found -> action.apply(found.orElseThrow(SocketsResource::unknown)))
        .thenApply(done -> Response.noContent().build())
        .exceptionally(
            failure -> {
              throw failure.getCause() instanceof DisconnectedException
                  ? unknown()
                  : new CompletionException(failure.getCause());
            });
  }

  private static WebApplicationException unknown() {
    return Problem.of(Response.Status.NOT_FOUND, "no socket has this id");
  }
}
