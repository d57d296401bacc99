package io.tidings.api;

import io.tidings.config.PartsConfig;
import jakarta.inject.Inject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.Response;

/** Answers 404 to everything where configuration says that there is no REST interface. */
@PreMatching
public class ApiSwitch implements ContainerRequestFilter {

  @Inject private PartsConfig parts;

  @Override
  public void filter(ContainerRequestContext request) {
    if (!parts.api()) {
      request.abortWith(Response.status(Response.Status.NOT_FOUND).build());
    }
  }
}
