package io.tidings.config;

import java.util.Set;

/**
 * Which pages may connect from a browser, besides those of the server's own origin.
 *
 * @param allowedOrigins as browsers send them, such as {@code https://app.example.com}
 * @param any whether every origin may
 */
public record CorsConfig(Set<String> allowedOrigins, boolean any) {

  private static final String ORIGIN = "https?://[^/\\s]+";

  public CorsConfig {
    allowedOrigins = Set.copyOf(allowedOrigins);
  }

  public static CorsConfig from(Settings settings) {
    Set<String> origins = settings.list("cors.allowed-origins", "");
    boolean any = origins.remove("*");
    for (String origin : origins) {
      if (!origin.matches(ORIGIN)) {
        throw Settings.refused(
            "cors.allowed-origins",
            origin,
            "* or a list of origins such as https://app.example.com");
      }
    }
    return new CorsConfig(origins, any);
  }
}
