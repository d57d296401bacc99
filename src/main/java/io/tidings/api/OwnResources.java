package io.tidings.api;

import jakarta.ws.rs.core.Configuration;
import jakarta.ws.rs.core.FeatureContext;
import java.util.List;
import java.util.Optional;
import org.glassfish.jersey.internal.spi.ForcedAutoDiscoverable;
import org.glassfish.jersey.server.model.ModelProcessor;
import org.glassfish.jersey.server.model.Resource;
import org.glassfish.jersey.server.model.ResourceMethod;
import org.glassfish.jersey.server.model.ResourceModel;

/**
 * Keeps our resources out of other JAX-RS applications of the same WAR. One that lists no classes
 * is given all there are in the WAR, ours included; two for one path would stop its deployment. The
 * one class that knows Jersey, which finds it by itself; elsewhere nothing refers to it.
 */
public final class OwnResources implements ForcedAutoDiscoverable, ModelProcessor {

  @Override
  public void configure(FeatureContext context) {
    context.register(this);
  }

  @Override
  public ResourceModel processResourceModel(ResourceModel model, Configuration configuration) {
    if (configuration.isRegistered(ApiSwitch.class)) {
      return model;
    }
    ResourceModel.Builder others = new ResourceModel.Builder(false);
    model.getResources().forEach(each -> withoutOurs(each).ifPresent(others::addResource));
    return others.build();
  }

  @Override
  public ResourceModel processSubResource(ResourceModel model, Configuration configuration) {
    return model;
  }

  private static Optional<Resource> withoutOurs(Resource resource) {
    if (resource.getHandlerClasses().stream().noneMatch(OwnResources::isOurs)) {
      return Optional.of(resource);
    }
    Resource.Builder rest = Resource.builder(resource.getPath());
    List<ResourceMethod> theirs =
        resource.getAllMethods().stream().filter(method -> !isOurs(method)).toList();
    theirs.forEach(rest::addMethod);
    // What Jersey adds by itself, the answer to OPTIONS, makes no resource.
    boolean any = theirs.stream().anyMatch(method -> !method.isExtended());
    for (Resource child : resource.getChildResources()) {
      Optional<Resource> kept = withoutOurs(child);
      kept.ifPresent(rest::addChildResource);
      any |= kept.isPresent();
    }
    return any ? Optional.of(rest.build()) : Optional.empty();
  }

  private static boolean isOurs(ResourceMethod method) {
    return isOurs(method.getInvocable().getHandler().getHandlerClass());
  }

  /** A proxy of CDI is in the package of its bean. */
  private static boolean isOurs(Class<?> handler) {
    return handler != null && handler.getPackageName().equals(OwnResources.class.getPackageName());
  }
}
