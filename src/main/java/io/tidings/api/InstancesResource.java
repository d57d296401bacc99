package io.tidings.api;

import io.tidings.cluster.Instance;
import io.tidings.cluster.InstanceRegistry;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What runs. */
@Path("instances")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "cluster")
public class InstancesResource {

  @Inject private InstanceRegistry registry;

  /** The live instances, by address. */
  public record InstanceList(List<Instance> instances) {}

  @GET
  @Operation(
      operationId = "listInstances",
      summary = "The live instances and their open connections")
  @APIResponse(
      responseCode = "200",
      description = "the instances",
      content = @Content(schema = @Schema(implementation = InstanceList.class)))
  public CompletionStage<InstanceList> list() {
    return registry.instances().thenApply(InstanceList::new);
  }
}
