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

/** What runs. */
@Path("instances")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class InstancesResource {

  @Inject private InstanceRegistry registry;

  /** The live instances, by address. */
  public record InstanceList(List<Instance> instances) {}

  @GET
  public CompletionStage<InstanceList> list() {
    return registry.instances().thenApply(InstanceList::new);
  }
}
