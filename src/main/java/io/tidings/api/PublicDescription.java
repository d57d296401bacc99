package io.tidings.api;

import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.servers.Server;

/**
 * Makes what the server would tell of {@link Description} and of REST that is not ours fit for
 * clients.
 */
public final class PublicDescription implements OASFilter {

  @Override
  public void filterOpenAPI(OpenAPI api) {
    if (api.getServers() != null) {
      api.getServers().forEach(PublicDescription::shorten);
    }
    removeEndpoints(api);
  }

  /** The address by which a server knows itself is none for those who come through a proxy. */
  private static void shorten(Server server) {
    String path = URI.create(server.getUrl()).getPath().replaceFirst("/+$", "");
    server.setUrl(path.isEmpty() ? "/" : path);
    server.setDescription(null);
  }

  /**
   * Payara adds a list that OpenAPI does not know, and validators refuse. It leaves out empty ones.
   */
  private static void removeEndpoints(OpenAPI api) {
    try {
      api.getClass().getMethod("setEndpoints", Map.class).invoke(api, new TreeMap<>());
    } catch (ReflectiveOperationException e) {
      // Another server has no such list.
    }
  }
}
