package io.tidings.api;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Map;
import java.util.Set;

/**
 * Mounts the resources at {@code /api}. It lists what belongs to it: a WAR that depends on us may
 * have REST of its own, whose classes are none of ours, and ours none of that.
 */
@ApplicationPath("api")
public class ApiApplication extends Application {

  @Override
  public Set<Class<?>> getClasses() {
    return Set.of(
        ApiSwitch.class,
        EventsResource.class,
        FilesResource.class,
        InstanceHeader.class,
        InstancesResource.class,
        ProblemMapper.class,
        RoomFilesResource.class,
        RoomsResource.class,
        SocketsResource.class);
  }

  /**
   * Jersey would put before a {@code Location} the address that nginx has for this instance, which
   * is none for clients; and it would describe the resources in WADL as well, for which it loads
   * JAXB at each start: {@code /openapi} does that. Elsewhere the keys mean nothing.
   */
  @Override
  public Map<String, Object> getProperties() {
    return Map.of(
        "jersey.config.server.headers.location.relative.resolution.disabled", true,
        "jersey.config.server.wadl.disableWadl", true);
  }
}
