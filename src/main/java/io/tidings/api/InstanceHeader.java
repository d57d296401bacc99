package io.tidings.api;

import io.tidings.config.InstanceConfig;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;

/** Says in each answer which instance gave it. */
public class InstanceHeader implements ContainerResponseFilter {

  @Inject private InstanceConfig instance;

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    response.getHeaders().putSingle("Tidings-Instance", instance.id());
  }
}
