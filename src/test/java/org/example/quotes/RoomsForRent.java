package org.example.quotes;

import io.tidings.namespace.SocketServer;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** A resource that happens to have the path of one of ours. */
@Path("rooms")
@RequestScoped
@Produces(MediaType.TEXT_PLAIN)
public class RoomsForRent {

  @Inject private SocketServer server;

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  public List<String> list() {
    return List.of("the attic");
  }

  @GET
  @Path("{name}")
  @Produces(MediaType.APPLICATION_JSON)
  public List<String> one(@PathParam("name") String name) {
    return List.of(name);
  }

  @GET
  @Path("broken")
  public String broken() {
    throw new IllegalStateException("a fault of the application's own");
  }

  @POST
  public void publish(String text) {
    server.of("/quotes").to("rooms").emit("for rent", text);
  }
}
