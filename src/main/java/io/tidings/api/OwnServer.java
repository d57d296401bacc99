package io.tidings.api;

import java.net.URI;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.servers.Server;

/**
 * Says in the description of REST where it is, as a path alone: the address by which the server
 * knows itself is none for those who come through a proxy. All else is {@link Description}'s.
 */
public final class OwnServer implements OASFilter {

  @Override
  public void filterOpenAPI(OpenAPI api) {
    if (api.getServers() != null) {
      api.getServers().forEach(OwnServer::shorten);
    }
  }

  private static void shorten(Server server) {
    String path = URI.create(server.getUrl()).getPath().replaceFirst("/+$", "");
    server.setUrl(path.isEmpty() ? "/" : path);
    server.setDescription(null);
  }
}
