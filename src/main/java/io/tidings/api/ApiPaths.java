package io.tidings.api;

import jakarta.ws.rs.Path;

/**
 * The paths of the resources. A JAX-RS application that lists no classes is given every class of
 * its WAR that has a path; these are interfaces, which it leaves out, so that the resources which
 * inherit the paths belong to {@link ApiApplication} alone.
 */
final class ApiPaths {

  private ApiPaths() {}

  @Path("events")
  interface Events {}

  @Path("rooms")
  interface Rooms {}

  @Path("sockets")
  interface Sockets {}

  @Path("instances")
  interface Instances {}
}
