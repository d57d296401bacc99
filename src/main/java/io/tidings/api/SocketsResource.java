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
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Who is connected, over all instances. */
@Path("sockets")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "presence")
public class SocketsResource {

  @Inject private Presence presence;

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
    return presence
        .socket(id)
        .thenApply(
            found ->
                found.orElseThrow(
                    () -> Problem.of(Response.Status.NOT_FOUND, "no socket has this id")));
  }
}
